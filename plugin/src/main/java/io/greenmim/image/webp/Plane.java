package io.greenmim.image.webp;

import java.util.Arrays;

/**
 * Samples of luminance or of a colour difference, with a row of 127 above, a column of 129 to the
 * left and four samples of room to the right (RFC 6386, section 12.2).
 */
final class Plane {

  private static final int ABOVE = 127;
  private static final int LEFT = 129;
  private static final int RIGHT_ROOM = 4;

  final byte[] samples;
  final int stride;

  Plane(int width, int height) {
    stride = width + 1 + RIGHT_ROOM;
    samples = new byte[Math.multiplyExact(stride, height + 1)];
    Arrays.fill(samples, 0, stride, (byte) ABOVE);
    for (int y = 0; y < height; y++) {
      samples[at(-1, y)] = (byte) LEFT;
    }
  }

  /** Index of a sample; -1 is the border. */
  int at(int x, int y) {
    return (y + 1) * stride + x + 1;
  }

  int get(int at) {
    return samples[at] & 0xff;
  }

  void set(int at, int value) {
    samples[at] = (byte) value;
  }

  void setClipped(int at, int value) {
    samples[at] = (byte) Math.max(0, Math.min(255, value));
  }

  void add(int at, int difference) {
    setClipped(at, get(at) + difference);
  }
}
