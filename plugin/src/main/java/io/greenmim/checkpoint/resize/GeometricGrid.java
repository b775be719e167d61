package io.greenmim.checkpoint.resize;

/**
 * Resampling on a geometric grid, as BEiT (Bao et al., 2021) and SimMIM (Xie et al., 2021)
 * fine-tune at another window: the known positions are spread so that the distances from the centre
 * outwards form a geometric progression that reaches the new border, and a cubic spline is read off
 * at the new positions. Near the centre, where positions matter most, little changes.
 */
public final class GeometricGrid {

  private static final double SMALLEST_RATIO = 1.01;
  private static final double LARGEST_RATIO = 1.5;
  private static final double PRECISION = 1e-6;

  private GeometricGrid() {}

  /**
   * Computes the resampling of one axis.
   *
   * @param from number of known positions, odd, at least 5
   * @param to number of new positions, odd
   * @return weights, (to, from)
   * @throws IllegalArgumentException if there are too few known positions for a cubic spline
   */
  public static double[][] weights(int from, int to) {
    double[] targets = new double[to];
    for (int i = 0; i < to; i++) {
      targets[i] = i - to / 2;
    }
    return CubicSpline.weights(positions(from, to), targets);
  }

  /**
   * Places the known positions.
   *
   * @param from number of known positions, odd
   * @param to number of new positions, odd
   * @return increasing positions, symmetric about 0, in units of a new position
   */
  public static double[] positions(int from, int to) {
    int half = from / 2;
    double ratio = ratio(half, to / 2);
    double[] positions = new double[from];
    double distance = 0;
    double step = 1;
    for (int i = 1; i <= half; i++) {
      distance += step;
      step *= ratio;
      positions[half + i] = distance;
      positions[half - i] = -distance;
    }
    return positions;
  }

  /** Halves the interval of the ratio as the published code does, which stops short of the root. */
  private static double ratio(int half, int border) {
    double left = SMALLEST_RATIO;
    double right = LARGEST_RATIO;
    double ratio = left;
    while (right - left > PRECISION) {
      ratio = (left + right) / 2;
      double reach = (1 - Math.pow(ratio, half)) / (1 - ratio);
      if (reach > border) {
        right = ratio;
      } else {
        left = ratio;
      }
    }
    return ratio;
  }
}
