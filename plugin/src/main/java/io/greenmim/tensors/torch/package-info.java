/**
 * Files that PyTorch's {@code save} writes, read without PyTorch and without running anything: a
 * pickle is checked opcode by opcode, only names on a list are ever called, every other object
 * stays inert, and each tensor is read when it is asked for.
 */
package io.greenmim.tensors.torch;
