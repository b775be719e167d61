package io.greenmim.verify;

import io.greenmim.ops.Precision;

/**
 * How far a value may be off.
 *
 * @param absolute part that depends on nothing
 * @param ofValue part in proportion to the value
 * @param ofLargest part in proportion to the largest value of the array
 */
public record Tolerance(double absolute, double ofValue, double ofLargest) {

  /** For indices and labels. */
  public static final Tolerance EXACT = new Tolerance(0, 0, 0);

  /** For whole networks in float32. */
  public static final Tolerance FLOAT32 = new Tolerance(1e-5, 1e-4, 0);

  /** For whole networks in bfloat16, whose products keep two to three digits. */
  public static final Tolerance BFLOAT16 = new Tolerance(1e-5, 0, 2e-2);

  /**
   * Returns the tolerance of a precision.
   *
   * @param precision numbers of the forward and backward passes
   * @return how far results may be off
   */
  public static Tolerance of(Precision precision) {
    return precision == Precision.BF16 ? BFLOAT16 : FLOAT32;
  }

  /**
   * Returns the largest error that is allowed.
   *
   * @param size absolute value that is expected
   * @param largest largest absolute value that is expected in the array
   * @return the error
   */
  double allowed(double size, double largest) {
    return absolute + ofValue * size + ofLargest * largest;
  }
}
