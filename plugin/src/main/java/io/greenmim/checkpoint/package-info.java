/**
 * Checkpoints of other projects: files of any container and, from their keys, what model they hold.
 * Works on files and names alone, without an engine.
 */
package io.greenmim.checkpoint;
