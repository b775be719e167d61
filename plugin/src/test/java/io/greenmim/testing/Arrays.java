package io.greenmim.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;

/** Comparison of arrays. */
public final class Arrays {

  /** Tolerance of single operations, relative to the largest expected value. */
  public static final double OPS = 1e-5;

  /** Tolerance of whole networks, relative to the largest expected value. */
  public static final double NETWORK = 1e-4;

  private Arrays() {}

  /** Asserts equal shapes, and values equal within a share of the largest expected value. */
  public static void assertClose(NDArray expected, NDArray actual, double tolerance, String what) {
    assertEquals(expected.getShape(), actual.getShape(), what + ": shape");
    float[] e = expected.toFloatArray();
    float[] a = actual.toFloatArray();
    double scale = 1e-30;
    double worst = 0;
    for (int i = 0; i < e.length; i++) {
      scale = Math.max(scale, Math.abs(e[i]));
      double difference = Math.abs((double) e[i] - a[i]);
      worst = difference > worst || Double.isNaN(difference) ? difference : worst;
    }
    assertTrue(
        worst <= tolerance * scale,
        what + ": worst difference " + worst + " of values up to " + scale);
  }
}
