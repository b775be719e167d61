/**
 * Convolutions that exist at chosen sites alone: which sites of a grid are active, index maps made
 * of them on the host, and blocks with one set of parameters for sparse and dense passes.
 */
package io.greenmim.sparse;
