package io.greenmim.checkpoint.resize;

/**
 * Bicubic resampling as {@code torch.nn.functional.interpolate(mode="bicubic")} does it: Keys'
 * convolution with a = -0.75 on four neighbours, pixel centres at halves, the border repeated, no
 * antialiasing.
 */
public final class BicubicGrid {

  private static final double A = -0.75;
  private static final int TAPS = 4;

  private BicubicGrid() {}

  /**
   * Computes the resampling of one axis.
   *
   * @param from number of known positions
   * @param to number of new positions
   * @return weights, (to, from); each row sums to 1
   */
  public static double[][] weights(int from, int to) {
    double[][] weights = new double[to][from];
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * from / to - 0.5;
      int first = (int) Math.floor(centre) - 1;
      for (int tap = 0; tap < TAPS; tap++) {
        int source = Math.min(Math.max(first + tap, 0), from - 1);
        weights[i][source] += kernel(Math.abs(centre - (first + tap)));
      }
    }
    return weights;
  }

  private static double kernel(double d) {
    if (d <= 1) {
      return ((A + 2) * d - (A + 3)) * d * d + 1;
    }
    return d < 2 ? ((A * d - 5 * A) * d + 8 * A) * d - 4 * A : 0;
  }
}
