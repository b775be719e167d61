/**
 * Published checkpoints, without an engine: files of any container, which layout of which family of
 * encoders one has, its tensors under our names, and the way back. What families know of their
 * checkpoints is their own, see {@link io.greenmim.layout.FamilyLayouts}.
 *
 * <p>Values are never computed unless a table is resized: tensors are renamed, put together, cut
 * apart or reordered as raw bytes when they are read, so the way there and back gives the same
 * bits.
 */
package io.greenmim.checkpoint;
