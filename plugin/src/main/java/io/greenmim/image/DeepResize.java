package io.greenmim.image;

import java.util.Arrays;

/** The two passes of a resize over samples of 16 bits, each rounded to whole samples. */
final class DeepResize {

  private static final int MOST = 0xffff;

  private final PixelImage image;
  private final CropBox crop;
  private final ResampleTaps columns;
  private final int width;
  private final long[] sums;

  private DeepResize(PixelImage image, CropBox crop, ResampleTaps columns, int width) {
    this.image = image;
    this.crop = crop;
    this.columns = columns;
    this.width = width;
    sums = new long[Math.multiplyExact(width, image.channels())];
  }

  /**
   * Resizes a rectangle of an image.
   *
   * @param image the image, of 16 bits
   * @param crop the rectangle, outside of which nothing is read
   * @param columns taps along rows, in the rectangle's coordinates
   * @param rows taps along columns
   * @param width columns of the result
   * @param height rows of the result
   */
  static PixelImage apply(
      PixelImage image,
      CropBox crop,
      ResampleTaps columns,
      ResampleTaps rows,
      int width,
      int height) {
    return new DeepResize(image, crop, columns, width).resized(rows, height);
  }

  private PixelImage resized(ResampleTaps rows, int height) {
    int[][] ring = new int[rows.stride][sums.length]; // filtered rows that are still needed
    short[] out = new short[Math.multiplyExact(sums.length, height)];
    int filtered = rows.first[0];
    for (int y = 0; y < height; y++) {
      int end = rows.first[y] + rows.count[y];
      for (; filtered < end; filtered++) {
        filter(filtered, ring[filtered % ring.length]);
      }
      Arrays.fill(sums, ResampleTaps.HALF);
      for (int t = 0; t < rows.count[y]; t++) {
        int[] row = ring[(rows.first[y] + t) % ring.length];
        long weight = rows.weights[y * rows.stride + t];
        for (int i = 0; i < sums.length; i++) {
          sums[i] += weight * row[i];
        }
      }
      for (int i = 0; i < sums.length; i++) {
        out[y * sums.length + i] = (short) clip(sums[i]);
      }
    }
    return PixelImage.of(width, height, image.channels(), out);
  }

  /** Filters one row of the rectangle. */
  private void filter(int y, int[] row) {
    short[] samples = image.shorts();
    int channels = image.channels();
    int start = ((crop.y() + y) * image.width() + crop.x()) * channels;
    for (int x = 0; x < width; x++) {
      int first = start + columns.first[x] * channels;
      for (int c = 0; c < channels; c++) {
        long sum = ResampleTaps.HALF;
        int at = first + c;
        for (int t = 0; t < columns.count[x]; t++) {
          sum += (long) columns.weights[x * columns.stride + t] * (samples[at] & MOST);
          at += channels;
        }
        row[x * channels + c] = clip(sum);
      }
    }
  }

  private static int clip(long sum) {
    return (int) Math.min(Math.max(sum >> ResampleTaps.FRACTION_BITS, 0), MOST);
  }
}
