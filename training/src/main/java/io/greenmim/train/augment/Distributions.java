package io.greenmim.train.augment;

import io.greenmim.random.SplitMix64;

/** Random numbers that are not uniform. By StrictMath: the same ones on every machine. */
final class Distributions {

  private Distributions() {}

  /** Normal, with mean 0 and deviation 1 (Box and Muller, 1958). */
  static double normal(SplitMix64 random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }

  /** Beta, both of whose parameters are alike and positive: a share of two gamma numbers. */
  static double beta(double alpha, SplitMix64 random) {
    double one = gamma(alpha, random);
    double other = gamma(alpha, random);
    double sum = one + other;
    // Of a tiny parameter both may be smaller than numbers can be; then it is all or nothing.
    return sum > 0 ? one / sum : random.nextInt(2);
  }

  /** Gamma of scale 1 (Marsaglia and Tsang, "A simple method for generating gamma variables"). */
  private static double gamma(double shape, SplitMix64 random) {
    if (shape < 1) {
      return gamma(shape + 1, random) * StrictMath.pow(1 - random.nextDouble(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = normal(random);
      double root = 1 + c * x;
      double v = root * root * root;
      double u = 1 - random.nextDouble();
      if (v > 0 && StrictMath.log(u) < x * x / 2 + d - d * v + d * StrictMath.log(v)) {
        return d * v;
      }
    }
  }
}
