package io.greenmim.train.augment;

import io.greenmim.image.PixelImage;

/**
 * Operations that move a picture away from a duller one, or towards it: {@code low + f * (picture -
 * low)} in float32, cut to 0 to 255, rounded down.
 */
final class Blends {

  private static final int LARGEST = 255;

  /** The weights of red, green and blue in grey (ITU-R 601), of 65536. */
  private static final int RED = 19595;

  private static final int GREEN = 38470;
  private static final int BLUE = 7471;
  private static final int HALF = 32768;

  /** Sum of the kernel of 1 around a 5. */
  private static final int KERNEL_SUM = 13;

  private Blends() {}

  static int blend(int low, int value, float factor) {
    float blended = low + factor * (value - low);
    return (int) Math.max(0, Math.min(LARGEST, blended));
  }

  /** Moves away from grey. */
  static PixelImage fromGrey(PixelImage image, float factor) {
    byte[] from = image.bytes();
    byte[] to = new byte[from.length];
    for (int i = 0; i < to.length; i += PixelImage.COLOURS) {
      int grey = grey(from, i);
      for (int c = i; c < i + PixelImage.COLOURS; c++) {
        to[c] = (byte) blend(grey, from[c] & 0xff, factor);
      }
    }
    return PixelImage.rgb(image.width(), image.height(), to);
  }

  /** Moves away from the mean of grey, rounded. */
  static PixelImage fromMean(PixelImage image, float factor) {
    byte[] from = image.bytes();
    long sum = 0;
    for (int i = 0; i < from.length; i += PixelImage.COLOURS) {
      sum += grey(from, i);
    }
    int mean = (int) ((double) sum / (image.width() * image.height()) + 0.5);
    return PointTables.map(image, v -> blend(mean, v, factor));
  }

  /** Moves away from the picture smoothed by the kernel 1 1 1, 1 5 1, 1 1 1; borders stay. */
  static PixelImage fromSmoothed(PixelImage image, float factor) {
    byte[] from = image.bytes();
    byte[] to = from.clone();
    int row = image.width() * PixelImage.COLOURS;
    for (int y = 1; y < image.height() - 1; y++) {
      for (int i = y * row + PixelImage.COLOURS; i < (y + 1) * row - PixelImage.COLOURS; i++) {
        int value = from[i] & 0xff;
        int sum = triple(from, i - row) + triple(from, i) + triple(from, i + row) + 4 * value;
        // 13 is odd: no quotient lies half way.
        to[i] = (byte) blend((sum + KERNEL_SUM / 2) / KERNEL_SUM, value, factor);
      }
    }
    return PixelImage.rgb(image.width(), image.height(), to);
  }

  private static int triple(byte[] samples, int i) {
    return (samples[i - PixelImage.COLOURS] & 0xff)
        + (samples[i] & 0xff)
        + (samples[i + PixelImage.COLOURS] & 0xff);
  }

  private static int grey(byte[] samples, int i) {
    int red = RED * (samples[i] & 0xff);
    int green = GREEN * (samples[i + 1] & 0xff);
    int blue = BLUE * (samples[i + 2] & 0xff);
    return (red + green + blue + HALF) >> 16;
  }
}
