package io.greenmim.image;

import java.util.Objects;

/**
 * An 8-bit RGB image in host memory.
 *
 * <p>Immutable by contract: the array is neither copied on the way in nor on the way out, and no
 * code writes to it once the image exists. Images may therefore be shared between threads.
 */
public final class RgbImage {

  /** Bytes of one pixel. */
  public static final int CHANNELS = 3;

  private final int width;
  private final int height;
  private final byte[] rgb;

  /**
   * Wraps an array of pixels.
   *
   * @param width columns, at least 1
   * @param height rows, at least 1
   * @param rgb {@code height * width * 3} unsigned bytes, row-major, red, green and blue of a pixel
   *     side by side (HWC); not copied
   * @throws IllegalArgumentException if a side is below 1 or the array has another length
   */
  public RgbImage(int width, int height, byte[] rgb) {
    Objects.requireNonNull(rgb, "rgb");
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "image size must be at least 1 x 1, got " + width + " x " + height);
    }
    long expected = (long) width * height * CHANNELS;
    if (rgb.length != expected) {
      throw new IllegalArgumentException(
          "an RGB image of "
              + width
              + " x "
              + height
              + " has "
              + expected
              + " bytes, got "
              + rgb.length);
    }
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  /**
   * Returns the number of columns.
   *
   * @return the width in pixels, at least 1
   */
  public int width() {
    return width;
  }

  /**
   * Returns the number of rows.
   *
   * @return the height in pixels, at least 1
   */
  public int height() {
    return height;
  }

  /**
   * Returns the pixels.
   *
   * @return {@code height * width * 3} unsigned bytes in HWC order; the image's own array, read
   *     only
   */
  public byte[] rgb() {
    return rgb;
  }

  /**
   * Returns one sample.
   *
   * @param x column, 0 to {@code width - 1}
   * @param y row, 0 to {@code height - 1}
   * @param channel 0 red, 1 green, 2 blue
   * @return the value, 0 to 255
   * @throws IndexOutOfBoundsException if a coordinate is outside
   */
  public int sample(int x, int y, int channel) {
    Objects.checkIndex(x, width);
    Objects.checkIndex(y, height);
    Objects.checkIndex(channel, CHANNELS);
    return rgb[(y * width + x) * CHANNELS + channel] & 0xff;
  }

  /**
   * Writes the pixels as planes (CHW), one for each channel.
   *
   * @param planes where they are written
   * @param offset index of the first sample of the red plane
   * @param row samples from one row to the next, at least the width
   * @param plane samples from one plane to the next
   * @param mirrored whether left and right change places
   */
  public void toPlanes(byte[] planes, int offset, int row, int plane, boolean mirrored) {
    int direction = mirrored ? -1 : 1;
    int from = 0;
    for (int y = 0; y < height; y++) {
      int to = offset + y * row + (mirrored ? width - 1 : 0);
      for (int x = 0; x < width; x++) {
        planes[to] = rgb[from];
        planes[to + plane] = rgb[from + 1];
        planes[to + 2 * plane] = rgb[from + 2];
        from += CHANNELS;
        to += direction;
      }
    }
  }

  /**
   * Makes an image of planes, which is the inverse of {@link #toPlanes}.
   *
   * @param width columns, at least 1
   * @param height rows, at least 1
   * @param planes red, green and blue plane, (3, height, width)
   * @return the image
   */
  public static RgbImage ofPlanes(int width, int height, byte[] planes) {
    int plane = width * height;
    byte[] rgb = new byte[planes.length];
    for (int p = 0; p < plane; p++) {
      for (int c = 0; c < CHANNELS; c++) {
        rgb[p * CHANNELS + c] = planes[c * plane + p];
      }
    }
    return new RgbImage(width, height, rgb);
  }

  @Override
  public String toString() {
    return "RgbImage[" + width + " x " + height + "]";
  }
}
