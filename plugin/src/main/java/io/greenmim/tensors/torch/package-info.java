/**
 * Files that PyTorch's {@code save} writes, read without PyTorch and without running anything: a
 * pickle is checked from end to end before it is read, only names on a list are ever called, every
 * other object stays inert, and each tensor is read when it is asked for.
 */
package io.greenmim.tensors.torch;
