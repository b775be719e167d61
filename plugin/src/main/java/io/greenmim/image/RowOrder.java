package io.greenmim.image;

/**
 * Where the samples of a row of a resized image stand: those of a pixel side by side, as images
 * have them, or those of a channel, as planes have them.
 *
 * @param width columns
 * @param height rows
 * @param channels channels
 * @param planar whether the samples of a channel stand side by side
 * @param mirrored whether left and right change places
 */
record RowOrder(int width, int height, int channels, boolean planar, boolean mirrored) {

  /** Samples of a row. */
  int length() {
    return Math.multiplyExact(width, channels);
  }

  /** Samples of all rows. */
  int total() {
    return Math.multiplyExact(length(), height);
  }

  /** Index of a sample in its row. */
  int place(int x, int channel) {
    int column = mirrored ? width - 1 - x : x;
    return planar ? channel * width + column : column * channels + channel;
  }

  /**
   * Writes a row to where it belongs.
   *
   * @param row its samples, 0 to 255
   * @param y which row
   * @param out the bytes of all rows: HWC, or CHW where they are planes
   */
  void write(int[] row, int y, byte[] out) {
    int parts = planar ? channels : 1;
    int length = length() / parts;
    for (int part = 0; part < parts; part++) {
      narrow(row, part * length, length, out, (part * height + y) * length);
    }
  }

  private static void narrow(int[] row, int from, int length, byte[] out, int to) {
    for (int i = 0; i < length; i++) {
      out[to + i] = (byte) row[from + i];
    }
  }
}
