package io.greenmim.checkpoint.resize;

/**
 * Interpolating cubic splines with the not-a-knot end condition: the two outermost pieces at each
 * end are one polynomial (de Boor, A Practical Guide to Splines, chapter IV).
 *
 * <p>A spline depends linearly on the values it passes through, so it is kept as weights. On a grid
 * the tensor product of two such splines is what FITPACK's interpolating surface is.
 */
public final class CubicSpline {

  /** The fewest points that the end condition is defined for. */
  public static final int FEWEST_POINTS = 4;

  private CubicSpline() {}

  /**
   * Computes what each value contributes to the spline at each target.
   *
   * @param points where the values stand, strictly increasing, at least {@link #FEWEST_POINTS}
   * @param targets where the spline is asked for; a target beyond the ends is moved to the end
   * @return weights, one row a target and one column a point; each row sums to 1
   * @throws IllegalArgumentException if there are too few points or they do not increase
   */
  public static double[][] weights(double[] points, double[] targets) {
    int n = points.length;
    if (n < FEWEST_POINTS) {
      throw new IllegalArgumentException(
          "points: expected at least %s, got %s".formatted(FEWEST_POINTS, n));
    }
    for (int i = 1; i < n; i++) {
      if (!(points[i] > points[i - 1])) {
        throw new IllegalArgumentException(
            "points: expected increasing numbers, got %s after %s"
                .formatted(points[i], points[i - 1]));
      }
    }
    double[][] weights = new double[targets.length][n];
    double[] values = new double[n];
    for (int column = 0; column < n; column++) {
      values[column] = 1;
      double[] slopes = slopes(points, values);
      for (int row = 0; row < targets.length; row++) {
        weights[row][column] = evaluate(points, values, slopes, targets[row]);
      }
      values[column] = 0;
    }
    return weights;
  }

  /** Solves for the first derivatives: the second derivative is continuous at every inner point. */
  private static double[] slopes(double[] x, double[] y) {
    int n = x.length;
    double[] below = new double[n];
    double[] diagonal = new double[n];
    double[] above = new double[n];
    double[] right = new double[n];
    for (int i = 1; i < n - 1; i++) {
      double before = x[i] - x[i - 1];
      double after = x[i + 1] - x[i];
      below[i] = after;
      diagonal[i] = 2 * (before + after);
      above[i] = before;
      right[i] = 3 * (after * rise(x, y, i - 1) + before * rise(x, y, i));
    }
    // Not a knot: the third derivative is continuous at the second point, and at the last but one.
    double h0 = x[1] - x[0];
    double h1 = x[2] - x[1];
    diagonal[0] = h1;
    above[0] = h0 + h1;
    right[0] = ((h0 + 2 * (h0 + h1)) * h1 * rise(x, y, 0) + h0 * h0 * rise(x, y, 1)) / (h0 + h1);
    double g0 = x[n - 1] - x[n - 2];
    double g1 = x[n - 2] - x[n - 3];
    diagonal[n - 1] = g1;
    below[n - 1] = g0 + g1;
    right[n - 1] =
        ((g0 + 2 * (g0 + g1)) * g1 * rise(x, y, n - 2) + g0 * g0 * rise(x, y, n - 3)) / (g0 + g1);
    return solve(below, diagonal, above, right);
  }

  private static double rise(double[] x, double[] y, int piece) {
    return (y[piece + 1] - y[piece]) / (x[piece + 1] - x[piece]);
  }

  /** Solves a tridiagonal system by elimination, in place. */
  private static double[] solve(double[] below, double[] diagonal, double[] above, double[] right) {
    int n = right.length;
    for (int i = 1; i < n; i++) {
      double factor = below[i] / diagonal[i - 1];
      diagonal[i] -= factor * above[i - 1];
      right[i] -= factor * right[i - 1];
    }
    right[n - 1] /= diagonal[n - 1];
    for (int i = n - 2; i >= 0; i--) {
      right[i] = (right[i] - above[i] * right[i + 1]) / diagonal[i];
    }
    return right;
  }

  /** Evaluates the Hermite form of the piece that a target lies in. */
  private static double evaluate(double[] x, double[] y, double[] slopes, double target) {
    int n = x.length;
    double at = Math.min(Math.max(target, x[0]), x[n - 1]);
    int piece = 0;
    while (piece < n - 2 && at > x[piece + 1]) {
      piece++;
    }
    double width = x[piece + 1] - x[piece];
    double t = (at - x[piece]) / width;
    double s = 1 - t;
    return s * s * (1 + 2 * t) * y[piece]
        + t * t * (1 + 2 * s) * y[piece + 1]
        + s * s * t * width * slopes[piece]
        - t * t * s * width * slopes[piece + 1];
  }
}
