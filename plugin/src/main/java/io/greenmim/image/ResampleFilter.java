package io.greenmim.image;

/** An interpolation kernel: an even function that is zero outside of its support. */
public enum ResampleFilter {

  /** Triangle, {@code 1 - |x|}. */
  BILINEAR(1.0) {
    @Override
    double weight(double x) {
      double a = Math.abs(x);
      return a < 1.0 ? 1.0 - a : 0.0;
    }
  },

  /** Keys' cubic convolution (IEEE ASSP 29, 1981, equation 4) with a = -0.5, Pillow's choice. */
  BICUBIC(2.0) {
    @Override
    double weight(double x) {
      double a = Math.abs(x);
      if (a < 1.0) {
        return ((A + 2.0) * a - (A + 3.0)) * a * a + 1.0;
      }
      if (a < 2.0) {
        return (((a - 5.0) * a + 8.0) * a - 4.0) * A;
      }
      return 0.0;
    }
  };

  private static final double A = -0.5;

  private final double support;

  ResampleFilter(double support) {
    this.support = support;
  }

  /**
   * Returns the kernel's half width.
   *
   * @return the distance from which on the kernel is zero, in pixels of the coarser grid
   */
  double support() {
    return support;
  }

  /**
   * Evaluates the kernel.
   *
   * @param x the distance from the centre, in pixels of the coarser grid
   * @return the weight, before normalisation
   */
  abstract double weight(double x);
}
