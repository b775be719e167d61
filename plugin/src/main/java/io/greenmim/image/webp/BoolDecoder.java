package io.greenmim.image.webp;

import java.io.EOFException;

/** The arithmetic decoder (RFC 6386, section 7). */
final class BoolDecoder {

  private static final int HALF = 128;

  private final byte[] data;
  private final int end;
  private int next;
  private int range = 255;
  private long value;

  /** Bits of {@link #value} below the eight that are compared. */
  private int bits = -8;

  private boolean exhausted;

  BoolDecoder(byte[] data, int from, int end) {
    this.data = data;
    this.next = from;
    this.end = end;
  }

  /** Reads a bit that is 0 with a probability of {@code probability / 256}. */
  boolean bool(int probability) {
    if (bits < 0) {
      load();
    }
    int split = 1 + (((range - 1) * probability) >> 8);
    long border = (long) split << bits;
    boolean bit = value >= border;
    if (bit) {
      range -= split;
      value -= border;
    } else {
      range = split;
    }
    int shift = Integer.numberOfLeadingZeros(range) - 24;
    range <<= shift;
    bits -= shift;
    return bit;
  }

  private void load() {
    exhausted |= next >= end;
    value = value << 8 | (next < end ? data[next++] & 0xff : 0);
    bits += 8;
  }

  boolean flag() {
    return bool(HALF);
  }

  /** Reads an unsigned number, its highest bit first. */
  int number(int count) {
    int number = 0;
    for (int i = 0; i < count; i++) {
      number = number << 1 | (flag() ? 1 : 0);
    }
    return number;
  }

  /** Reads a number and its sign. */
  int signed(int count) {
    int number = number(count);
    return flag() ? -number : number;
  }

  /** Reads a number and its sign if a flag says that there is one; else 0. */
  int optional(int count) {
    return flag() ? signed(count) : 0;
  }

  /** Fails if more was read than there is. */
  void requireEnough() throws EOFException {
    if (exhausted) {
      throw new EOFException("the data end before the last block");
    }
  }
}
