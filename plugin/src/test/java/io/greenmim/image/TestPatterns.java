package io.greenmim.image;

/** Images that a formula defines, so that another program can make the same. */
final class TestPatterns {

  private TestPatterns() {}

  /** Linear congruential noise over a gradient; the seed is {@code width * 1000 + height}. */
  static PixelImage noisy(int width, int height) {
    long state = width * 1000L + height;
    byte[] rgb = new byte[width * height * 3];
    int i = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          state = (state * 1103515245L + 12345L) & 0x7fffffffL;
          rgb[i++] = (byte) (x * 5 + y * 3 + c * 40 + (state >> 16) % 97);
        }
      }
    }
    return PixelImage.rgb(width, height, rgb);
  }

  /** Every sample has the same value. */
  static PixelImage constant(int width, int height, int value) {
    byte[] rgb = new byte[width * height * 3];
    java.util.Arrays.fill(rgb, (byte) value);
    return PixelImage.rgb(width, height, rgb);
  }

  /** Red counts pixels in row-major order, modulo 256; green is the column, blue the row. */
  static PixelImage counted(int width, int height) {
    byte[] rgb = new byte[width * height * 3];
    for (int p = 0; p < width * height; p++) {
      rgb[p * 3] = (byte) p;
      rgb[p * 3 + 1] = (byte) (p % width);
      rgb[p * 3 + 2] = (byte) (p / width);
    }
    return PixelImage.rgb(width, height, rgb);
  }
}
