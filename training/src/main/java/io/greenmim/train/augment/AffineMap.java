package io.greenmim.train.augment;

import io.greenmim.image.PixelImage;
import io.greenmim.image.ResampleFilter;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Where the pixels of a picture come from: {@code X = a(x + 1/2) + b(y + 1/2) + c}, {@code Y = d(x
 * + 1/2) + e(y + 1/2) + f}, in which the first pixel reaches from 0 to 1.
 *
 * <p>Values are interpolated in double and rounded down, as Pillow does; neighbours beyond the
 * border repeat it.
 */
record AffineMap(double a, double b, double c, double d, double e, double f) {

  private static final int DIGITS = 15;
  private static final double FULL_TURN = 360;

  /** Turns about the centre. */
  static AffineMap rotation(double degrees, int width, int height) {
    double turn = degrees % FULL_TURN;
    double angle = -Math.toRadians(turn < 0 ? turn + FULL_TURN : turn);
    double cos = rounded(StrictMath.cos(angle));
    double sin = rounded(StrictMath.sin(angle));
    double x = width / 2.0;
    double y = height / 2.0;
    return new AffineMap(cos, sin, cos * -x + sin * -y + x, -sin, cos, -sin * -x + cos * -y + y);
  }

  private static double rounded(double value) {
    return new BigDecimal(value).setScale(DIGITS, RoundingMode.HALF_EVEN).doubleValue();
  }

  /** Moves a picture. */
  PixelImage of(PixelImage image, Filling filling) {
    Source source = new Source(image, filling);
    int width = image.width();
    int[] to = new int[source.samples.length];
    int at = 0;
    for (int row = 0; row < image.height(); row++) {
      double y = row + 0.5;
      for (int column = 0; column < width; column++) {
        double x = column + 0.5;
        source.take(a * x + b * y + c, d * x + e * y + f, to, at);
        at += source.channels;
      }
    }
    return source.image(to);
  }

  /** The samples that are read, as integers. */
  private static final class Source {

    private final int width;
    private final int height;
    private final int channels;
    private final int bits;
    private final int largest;
    private final int[] samples;
    private final int[] outside;
    private final boolean cubic;

    Source(PixelImage image, Filling filling) {
      width = image.width();
      height = image.height();
      channels = image.channels();
      bits = image.bits();
      largest = Filling.largest(image);
      samples = new int[width * height * channels];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = bits == 8 ? image.bytes()[i] & 0xff : image.shorts()[i] & 0xffff;
      }
      outside = filling.outside().stream().mapToInt(Integer::intValue).toArray();
      cubic = filling.filter() == ResampleFilter.BICUBIC;
    }

    /** Writes the samples at a place. */
    void take(double x, double y, int[] to, int at) {
      if (!(x >= 0 && x < width && y >= 0 && y < height)) {
        System.arraycopy(outside, 0, to, at, channels);
      } else if (cubic) {
        cubic(x - 0.5, y - 0.5, to, at);
      } else {
        linear(x - 0.5, y - 0.5, to, at);
      }
    }

    private void linear(double x, double y, int[] to, int at) {
      double left = Math.floor(x);
      double top = Math.floor(y);
      int column0 = column((int) left);
      int column1 = column((int) left + 1);
      int row0 = row((int) top);
      int row1 = row((int) top + 1);
      for (int c = 0; c < channels; c++) {
        double upper = linear(samples[row0 + column0 + c], samples[row0 + column1 + c], x - left);
        double lower = linear(samples[row1 + column0 + c], samples[row1 + column1 + c], x - left);
        to[at + c] = (int) linear(upper, lower, y - top);
      }
    }

    private void cubic(double x, double y, int[] to, int at) {
      double left = Math.floor(x);
      double top = Math.floor(y);
      double dx = x - left;
      double dy = y - top;
      int first = (int) left - 1;
      int column0 = column(first);
      int column1 = column(first + 1);
      int column2 = column(first + 2);
      int column3 = column(first + 3);
      int row1 = row((int) top);
      for (int c = 0; c < channels; c++) {
        double value = across(row1 + c, column0, column1, column2, column3, dx);
        // A place in the middle of a row depends on that row alone.
        if (dy != 0) {
          value =
              cubic(
                  across(row((int) top - 1) + c, column0, column1, column2, column3, dx),
                  value,
                  across(row((int) top + 1) + c, column0, column1, column2, column3, dx),
                  across(row((int) top + 2) + c, column0, column1, column2, column3, dx),
                  dy);
        }
        to[at + c] = (int) Math.max(0, Math.min(largest, value));
      }
    }

    private double across(int row, int column0, int column1, int column2, int column3, double dx) {
      return dx == 0
          ? samples[row + column1]
          : cubic(
              samples[row + column0],
              samples[row + column1],
              samples[row + column2],
              samples[row + column3],
              dx);
    }

    private int column(int x) {
      return Math.max(0, Math.min(width - 1, x)) * channels;
    }

    private int row(int y) {
      return Math.max(0, Math.min(height - 1, y)) * width * channels;
    }

    PixelImage image(int[] values) {
      if (bits == 8) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
          bytes[i] = (byte) values[i];
        }
        return PixelImage.of(width, height, channels, bytes);
      }
      short[] shorts = new short[values.length];
      for (int i = 0; i < values.length; i++) {
        shorts[i] = (short) values[i];
      }
      return PixelImage.of(width, height, channels, shorts);
    }

    private static double linear(double a, double b, double t) {
      return a + (b - a) * t;
    }

    /** Keys' cubic convolution (IEEE ASSP 29, 1981, equation 3) with a = -1, between b and c. */
    private static double cubic(double a, double b, double c, double d, double t) {
      return b + t * (c - a + t * (2 * (a - b) + c - d + t * (b - a - c + d)));
    }
  }
}
