package io.greenmim.image;

/**
 * The taps of one pass of a separable resize: for every output position the first input position,
 * the number of taps and the weights as fixed-point numbers.
 *
 * <p>Reused from call to call: {@link #prepare} grows the arrays when they are too small.
 */
final class ResampleTaps {

  /** Fraction bits of a weight: 32, less 8 for the sample and 2 for the overshoot of the kernel. */
  static final int FRACTION_BITS = 32 - 8 - 2;

  /** Half of the unit of {@link #FRACTION_BITS}: added before the shift, it rounds to nearest. */
  static final int HALF = 1 << (FRACTION_BITS - 1);

  /** First input position of every output position. */
  int[] first = new int[0];

  /** Number of taps of every output position. */
  int[] count = new int[0];

  /** Weights; those of output position {@code i} start at {@code i * stride}. */
  int[] weights = new int[0];

  /** Distance between the weights of neighbouring output positions. */
  int stride;

  private double[] exact = new double[0];

  /**
   * Computes the taps.
   *
   * @param filter the kernel
   * @param inSize input positions
   * @param in0 start of the source interval
   * @param in1 end of the source interval
   * @param outSize output positions
   */
  void prepare(ResampleFilter filter, int inSize, double in0, double in1, int outSize) {
    double scale = (in1 - in0) / outSize;
    // Shrinking widens the kernel to the output's pixel pitch: that is the antialiasing.
    double filterScale = Math.max(scale, 1.0);
    double support = filter.support() * filterScale;
    stride = (int) Math.ceil(support) * 2 + 1;
    reserve(outSize);
    for (int i = 0; i < outSize; i++) {
      double center = in0 + (i + 0.5) * scale;
      int from = Math.max((int) (center - support + 0.5), 0);
      int to = Math.min((int) (center + support + 0.5), inSize);
      first[i] = from;
      count[i] = to - from;
      double sum = 0;
      for (int t = 0; t < count[i]; t++) {
        exact[t] = filter.weight((t + from - center + 0.5) * (1.0 / filterScale));
        sum += exact[t];
      }
      for (int t = 0; t < count[i]; t++) {
        double unit = sum == 0 ? exact[t] : exact[t] / sum;
        weights[i * stride + t] = toFixedPoint(unit);
      }
    }
  }

  private static int toFixedPoint(double weight) {
    double scaled = weight * (1 << FRACTION_BITS);
    return (int) (weight < 0 ? scaled - 0.5 : scaled + 0.5);
  }

  private void reserve(int outSize) {
    if (first.length < outSize) {
      first = new int[outSize];
      count = new int[outSize];
    }
    if (weights.length < outSize * stride) {
      weights = new int[outSize * stride];
    }
    if (exact.length < stride) {
      exact = new double[stride];
    }
  }
}
