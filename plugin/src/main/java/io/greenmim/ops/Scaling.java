package io.greenmim.ops;

import ai.djl.ndarray.NDArray;

/** Multiplication by a number that is safe under autograd. */
public final class Scaling {

  private Scaling() {}

  /**
   * Multiplies by a number. DJL's {@code mul(Number)} keeps the number in the virtual machine's
   * memory, which may be freed before the backward pass reads it.
   *
   * @shape input and output alike
   * @param x an array, float32
   * @param factor the number
   * @return x times the factor
   */
  public static NDArray scale(NDArray x, double factor) {
    return Numbers.multiply(x, (float) factor);
  }
}
