/**
 * Published checkpoints, without an engine: files of any container, which layout one has, which
 * architecture its shapes tell, its tensors under our names, and the way back.
 *
 * <p>Values are never computed unless a table is resized: tensors are renamed, put together, cut
 * apart or reordered as raw bytes when they are read, so the way there and back gives the same
 * bits.
 */
package io.greenmim.checkpoint;
