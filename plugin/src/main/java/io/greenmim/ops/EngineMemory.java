package io.greenmim.ops;

import ai.djl.ndarray.NDArray;

/** Where the values of an array lie. */
public final class EngineMemory {

  private EngineMemory() {}

  /**
   * Moves an array that was made from Java data into memory of the engine's own.
   *
   * <p>Such an array on the CPU only borrows the virtual machine's memory: once it is closed the
   * garbage collector may free what autograd still needs for the backward pass. Its address also
   * differs from run to run, and matrix products round differently for different alignments.
   *
   * @shape any; returned as it is
   * @param array an array made from Java data; closed by this call
   * @return the same values in the engine's memory, on the same device
   */
  public static NDArray own(NDArray array) {
    try (array) {
      NDArray copy = array.duplicate();
      copy.setName(array.getName());
      return copy;
    }
  }
}
