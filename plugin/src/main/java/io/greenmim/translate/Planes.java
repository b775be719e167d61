package io.greenmim.translate;

import io.greenmim.image.RgbImage;

/**
 * Pixels between the order of images (row, column, channel) and of arrays (channel, row, column).
 */
final class Planes {

  private Planes() {}

  /** Splits an image into its red, green and blue planes. */
  static byte[] of(RgbImage image) {
    byte[] rgb = image.rgb();
    int plane = image.width() * image.height();
    byte[] planes = new byte[rgb.length];
    for (int p = 0; p < plane; p++) {
      for (int c = 0; c < RgbImage.CHANNELS; c++) {
        planes[c * plane + p] = rgb[p * RgbImage.CHANNELS + c];
      }
    }
    return planes;
  }

  /** Puts planes back together: the inverse of {@link #of}. */
  static RgbImage toImage(byte[] planes, int width, int height) {
    int plane = width * height;
    byte[] rgb = new byte[planes.length];
    for (int p = 0; p < plane; p++) {
      for (int c = 0; c < RgbImage.CHANNELS; c++) {
        rgb[p * RgbImage.CHANNELS + c] = planes[c * plane + p];
      }
    }
    return new RgbImage(width, height, rgb);
  }
}
