package io.greenmim.image;

/** Antialiased resize as one double sum over the whole image: the definition, with no rounding. */
final class SlowResize {

  private SlowResize() {}

  static double[] resize(PixelImage image, int width, int height, ResampleFilter filter) {
    double[][] columns = weights(image.width(), width, filter);
    double[][] rows = weights(image.height(), height, filter);
    double[] out = new double[width * height * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          out[(y * width + x) * 3 + c] = sum(image, columns[x], rows[y], c);
        }
      }
    }
    return out;
  }

  private static double sum(PixelImage image, double[] columns, double[] rows, int channel) {
    double sum = 0;
    for (int y = 0; y < rows.length; y++) {
      double row = 0;
      for (int x = 0; x < columns.length; x++) {
        row += columns[x] * image.sample(x, y, channel);
      }
      // The intermediate clips the overshoot: part of the definition, unlike its rounding.
      sum += rows[y] * Math.min(Math.max(row, 0), ((1 << image.bits()) - 1));
    }
    return sum;
  }

  /** Weight of every input position for every output position. */
  private static double[][] weights(int in, int out, ResampleFilter filter) {
    double[][] weights = new double[out][in];
    double scale = (double) in / out;
    double stretch = Math.max(scale, 1);
    for (int o = 0; o < out; o++) {
      double total = 0;
      for (int i = 0; i < in; i++) {
        double distance = Math.abs((i + 0.5) - (o + 0.5) * scale) / stretch;
        weights[o][i] = filter == ResampleFilter.BICUBIC ? keys(distance) : triangle(distance);
        total += weights[o][i];
      }
      for (int i = 0; i < in; i++) {
        weights[o][i] /= total;
      }
    }
    return weights;
  }

  private static double triangle(double x) {
    return Math.max(1 - x, 0);
  }

  /** Keys' kernel with a = -1/2, as two cubic polynomials in powers of x. */
  private static double keys(double x) {
    if (x < 1) {
      return 1.5 * x * x * x - 2.5 * x * x + 1;
    }
    return x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0;
  }
}
