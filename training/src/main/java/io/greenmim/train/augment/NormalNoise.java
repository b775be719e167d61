package io.greenmim.train.augment;

import io.greenmim.random.SplitMix64;

/**
 * Many normal numbers of mean 0 and deviation 1, quickly: each of 65,536 equally likely quantiles,
 * so that 64 random bits make four of them.
 */
final class NormalNoise {

  private static final int QUANTILES = 1 << 16;
  private static final float[] VALUES = quantiles();

  private final SplitMix64 random;
  private long bits;
  private int left;

  NormalNoise(SplitMix64 random) {
    this.random = random;
  }

  float next() {
    if (left == 0) {
      bits = random.nextLong();
      left = Long.SIZE / 16;
    }
    float value = VALUES[(int) bits & (QUANTILES - 1)];
    bits >>>= 16;
    left--;
    return value;
  }

  /** Sums the density up by Simpson's rule, and reads the quantiles off. */
  private static float[] quantiles() {
    double step = 1.0 / 1024;
    double root = Math.sqrt(2 * Math.PI);
    float[] quantiles = new float[QUANTILES];
    double from = 0;
    double below = 0.5;
    int next = QUANTILES / 2;
    while (next < QUANTILES) {
      double share =
          step / 6 * (density(from) + 4 * density(from + step / 2) + density(from + step)) / root;
      while (next < QUANTILES && (next + 0.5) / QUANTILES <= below + share) {
        float value = (float) (from + step * ((next + 0.5) / QUANTILES - below) / share);
        quantiles[next] = value;
        quantiles[QUANTILES - 1 - next] = -value;
        next++;
      }
      from += step;
      below += share;
    }
    return quantiles;
  }

  private static double density(double x) {
    return StrictMath.exp(-x * x / 2);
  }
}
