/**
 * Files of named tensors, without an engine: what they hold is listed at once, each tensor is read
 * when it is asked for. Nothing in a file is executed, and nothing is allocated that the file's own
 * size does not cover.
 */
package io.greenmim.tensors;
