package io.greenmim.image;

/**
 * Samples of images as planes of bytes (CHW), as they cross to a device: one for each channel; of
 * 16 bits the upper bytes of all channels, then the lower ones. Two times the planes of 8 bits are
 * thus those of the same image in 16.
 */
public final class PixelPlanes {

  private PixelPlanes() {}

  /**
   * Counts the planes of an image.
   *
   * @param image the image
   * @return one a channel for each 8 bits
   */
  public static int count(PixelImage image) {
    return image.channels() * image.bits() / 8;
  }

  /**
   * Returns the planes of an image, one behind the other.
   *
   * @param image the image
   * @param mirrored whether left and right change places
   * @return the planes, ({@link #count}, height, width)
   */
  public static byte[] of(PixelImage image, boolean mirrored) {
    int plane = image.width() * image.height();
    byte[] all = new byte[Math.multiplyExact(count(image), plane)];
    write(image, all, 0, image.width(), plane, mirrored);
    return all;
  }

  /**
   * Writes the planes of an image.
   *
   * @param image the image
   * @param planes where they are written
   * @param offset index of the first sample of the first plane
   * @param row samples from one row to the next, at least the width
   * @param plane samples from one plane to the next
   * @param mirrored whether left and right change places
   */
  public static void write(
      PixelImage image, byte[] planes, int offset, int row, int plane, boolean mirrored) {
    int direction = mirrored ? -1 : 1;
    int channels = image.channels();
    byte[] bytes = image.bits() == 8 ? image.bytes() : null;
    int from = 0;
    for (int y = 0; y < image.height(); y++) {
      int to = offset + y * row + (mirrored ? image.width() - 1 : 0);
      for (int x = 0; x < image.width(); x++) {
        if (bytes == null) {
          deepPixel(image.shorts(), from, channels, planes, to, plane);
        } else if (channels == PixelImage.COLOURS) {
          planes[to] = bytes[from];
          planes[to + plane] = bytes[from + 1];
          planes[to + 2 * plane] = bytes[from + 2];
        } else {
          for (int c = 0; c < channels; c++) {
            planes[to + c * plane] = bytes[from + c];
          }
        }
        from += channels;
        to += direction;
      }
    }
  }

  private static void deepPixel(
      short[] shorts, int from, int channels, byte[] planes, int to, int plane) {
    for (int c = 0; c < channels; c++) {
      planes[to + c * plane] = (byte) (shorts[from + c] >> 8);
      planes[to + (channels + c) * plane] = (byte) shorts[from + c];
    }
  }

  /**
   * Makes an image of 8 bits of its planes: the inverse of {@link #of}.
   *
   * @param width columns, at least 1
   * @param height rows, at least 1
   * @param planes the planes, (c, height, width)
   * @return the image
   */
  public static PixelImage image(int width, int height, byte[] planes) {
    int plane = width * height;
    int channels = planes.length / plane;
    byte[] bytes = new byte[planes.length];
    for (int p = 0; p < plane; p++) {
      for (int c = 0; c < channels; c++) {
        bytes[p * channels + c] = planes[c * plane + p];
      }
    }
    return PixelImage.of(width, height, channels, bytes);
  }
}
