package io.greenmim.search;

/** Vectors of length 1. */
final class Vectors {

  private Vectors() {}

  /**
   * Gives a vector the length 1.
   *
   * @throws IllegalArgumentException if a number is not finite, or all are zero
   */
  static float[] unit(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    if (!Double.isFinite(squares) || squares == 0) {
      throw new IllegalArgumentException(
          "vector: expected finite numbers that are not all zero, got the length "
              + Math.sqrt(squares));
    }
    double length = Math.sqrt(squares);
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] / length);
    }
    return unit;
  }
}
