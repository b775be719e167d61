package io.greenmim.image.read;

import io.greenmim.image.PixelImage;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * From a decoder's raster to samples: palettes looked up, few bits stretched, no colour changed.
 */
final class RasterSamples {

  private static final int EIGHT = 255;

  private final Raster raster;
  private final ColorModel colours;
  private final ImageCoding coding;
  private final boolean inks;
  private final int width;
  private final int height;
  private final int bands;

  private RasterSamples(BufferedImage image, ImageCoding coding, boolean inks) {
    raster = image.getRaster();
    colours = image.getColorModel();
    this.coding = coding;
    this.inks = inks;
    width = raster.getWidth();
    height = raster.getHeight();
    bands = raster.getNumBands();
  }

  /**
   * Converts an image.
   *
   * @param image what a decoder delivered
   * @param coding channels and bits that are wanted
   * @param inks whether four bands are cyan, magenta, yellow and black
   */
  static PixelImage of(BufferedImage image, ImageCoding coding, boolean inks) {
    return new RasterSamples(image, coding, inks).convert();
  }

  private PixelImage convert() {
    int channels = coding.channels();
    int length = Math.multiplyExact(Math.multiplyExact(width, height), channels);
    boolean deep = coding.bits() > 8;
    byte[] bytes = deep ? null : new byte[length];
    short[] shorts = deep ? new short[length] : null;
    int[] row = new int[width * bands];
    int[] pixel = new int[4];
    int to = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        pixel(row, x * bands, pixel);
        for (int c = 0; c < channels; c++) {
          if (deep) {
            shorts[to++] = (short) pixel[c];
          } else {
            bytes[to++] = (byte) pixel[c];
          }
        }
      }
    }
    return deep
        ? PixelImage.of(width, height, channels, shorts)
        : PixelImage.of(width, height, channels, bytes);
  }

  /** Leaves the channels of a pixel in {@code pixel}. */
  private void pixel(int[] row, int at, int[] pixel) {
    if (colours instanceof IndexColorModel palette) {
      pixel[0] = palette.getRed(row[at]);
      pixel[1] = palette.getGreen(row[at]);
      pixel[2] = palette.getBlue(row[at]);
      pixel[3] = EIGHT;
      return;
    }
    int most = coding.bits() > 8 ? 0xffff : EIGHT;
    if (inks) {
      int light = most - sample(row, at, 3, most);
      for (int c = 0; c < 3; c++) {
        pixel[c] = Inks.light(sample(row, at, c, most), light, most);
      }
      return;
    }
    int alphaBand = coding.channels() == 2 ? 1 : 3;
    for (int c = 0; c < coding.channels(); c++) {
      boolean alpha = c == alphaBand;
      boolean missing = c >= bands || (!alpha && bands < 3);
      pixel[c] = alpha && missing ? most : sample(row, at, missing ? 0 : c, most);
    }
    if (colours.isAlphaPremultiplied() && alphaBand < coding.channels()) {
      unmultiply(pixel, alphaBand, most);
    }
  }

  private static void unmultiply(int[] pixel, int alphaBand, int most) {
    int alpha = pixel[alphaBand];
    for (int c = 0; c < alphaBand; c++) {
      pixel[c] = alpha == 0 ? 0 : (int) Math.min(most, (long) pixel[c] * most / alpha);
    }
  }

  /** A sample, stretched to the range that is wanted. */
  private int sample(int[] row, int at, int band, int most) {
    int full = (1 << raster.getSampleModel().getSampleSize(band)) - 1;
    int value = row[at + band];
    return full == most ? value : (int) ((long) value * most / full);
  }
}
