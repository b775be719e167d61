package io.greenmim.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.util.Locale;

/**
 * One result against its recorded value.
 *
 * @param key key of the result
 * @param absolute largest absolute error
 * @param relative largest error of a value relative to it, over values above 1e-5
 * @param share largest error as a share of what the tolerance allows there
 * @param rounding what rounding the parameters to bfloat16 makes by itself, computed in float32, as
 *     a share of what the tolerance allows; NaN unless a result of the same file in bfloat16 is off
 * @param problem why the two cannot be compared, or empty
 */
public record Comparison(
    String key, double absolute, double relative, double share, double rounding, String problem) {

  /** Values below this have no relative error worth telling. */
  private static final double SMALL = 1e-5;

  /**
   * Compares a result with its recorded value.
   *
   * @param key key of the result
   * @param expected the recorded value
   * @param actual the result
   * @param tolerance how far each value may be off
   * @return the largest errors
   * @throws IOException if the recorded value cannot be read
   */
  public static Comparison of(
      String key, StoredTensor expected, NDArray actual, Tolerance tolerance) throws IOException {
    Shape shape = TensorArrays.shape(expected);
    if (!shape.equals(actual.getShape())) {
      return failure(key, "expected the shape %s, got %s".formatted(shape, actual.getShape()));
    }
    return of(key, FloatValues.of(expected), actual.toFloatArray(), tolerance);
  }

  /**
   * Compares numbers with recorded ones.
   *
   * @param key key of the numbers
   * @param expected the recorded numbers
   * @param actual the numbers
   * @param tolerance how far each may be off
   * @return the largest errors
   */
  public static Comparison of(String key, float[] expected, float[] actual, Tolerance tolerance) {
    return of(key, widened(expected), widened(actual), tolerance);
  }

  private static double[] widened(float[] values) {
    double[] widened = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      widened[i] = values[i];
    }
    return widened;
  }

  /**
   * Compares numbers with recorded ones.
   *
   * @param key key of the numbers
   * @param expected the recorded numbers
   * @param actual the numbers
   * @param tolerance how far each may be off
   * @return the largest errors
   */
  public static Comparison of(String key, double[] expected, double[] actual, Tolerance tolerance) {
    if (expected.length != actual.length) {
      return failure(key, "expected %s values, got %s".formatted(expected.length, actual.length));
    }
    double largest = 0;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    double absolute = 0;
    double relative = 0;
    double share = 0;
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs(actual[i] - expected[i]);
      double size = Math.abs(expected[i]);
      if (!Double.isFinite(error)) {
        return failure(key, "expected %s at %s, got %s".formatted(expected[i], i, actual[i]));
      }
      absolute = Math.max(absolute, error);
      if (size > SMALL) {
        relative = Math.max(relative, error / size);
      }
      if (error > 0) {
        share = Math.max(share, error / tolerance.allowed(size, largest));
      }
    }
    return new Comparison(key, absolute, relative, share, Double.NaN, "");
  }

  /**
   * Makes a result that cannot be compared.
   *
   * @param key key of the result
   * @param problem why
   * @return a failed comparison
   */
  public static Comparison failure(String key, String problem) {
    return new Comparison(
        key, Double.NaN, Double.NaN, Double.POSITIVE_INFINITY, Double.NaN, problem);
  }

  /**
   * Adds what rounding makes by itself.
   *
   * @param rounded the comparison of what rounded parameters give
   * @return this comparison with its share
   */
  Comparison beside(Comparison rounded) {
    return new Comparison(key, absolute, relative, share, rounded.share, problem);
  }

  /**
   * Tells whether the result agrees.
   *
   * @return whether every value is within the tolerance
   */
  public boolean passed() {
    return problem.isEmpty() && share <= 1;
  }

  /**
   * Formats the comparison.
   *
   * @return one line
   */
  public String toLine() {
    String verdict = passed() ? "pass" : "FAIL";
    if (!problem.isEmpty()) {
      return "%s  %s: %s".formatted(verdict, key, problem);
    }
    String line =
        String.format(Locale.ROOT, "%s  abs %.2e  rel %.2e  %s", verdict, absolute, relative, key);
    return passed() || Double.isNaN(rounding)
        ? line
        : String.format(
            Locale.ROOT,
            "%s: %.0f %% of the tolerance; rounded parameters alone %.0f %%",
            line,
            100 * share,
            100 * rounding);
  }
}
