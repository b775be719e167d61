package io.greenmim.tensors.torch;

import io.greenmim.tensors.FileRegion;
import io.greenmim.tensors.RegionInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Locale;

/**
 * A long text or string of bytes of a pickle, left in the file: the elements of an array stand
 * inside its pickle, and are read when they are asked for.
 *
 * @param region where it lies
 * @param text whether it is a text in UTF-8 rather than plain bytes
 */
record PickledBytes(FileRegion region, boolean text) {

  /** Most bytes of what is kept in memory. */
  static final int LONGEST_KEPT = 1 << 16;

  /** What one of these takes in memory, in bytes, roughly. */
  static final int COST = 96;

  /** First letter of Latin-1 that takes two bytes in UTF-8, and what such a pair begins with. */
  private static final int TWO_BYTES = 0x80;

  private static final int FIRST_LEAD = 0xc2;
  private static final int LAST_LEAD = 0xc3;
  private static final int LEAD_BITS = 6;
  private static final int LEAD_MASK = 0x03;
  private static final int TRAIL_MASK = 0x3f;

  /**
   * Tells whether this may be a number of bytes, as far as its length says.
   *
   * @param count the number
   * @return whether {@link #read} can succeed
   */
  boolean mayHold(long count) {
    long length = region.length();
    return text ? length >= count && length - count <= count : length == count;
  }

  /**
   * Reads the bytes; a text stands for those of its letters in Latin-1.
   *
   * @param count number of the bytes
   * @return the bytes
   * @throws IOException if there are not so many, or 2 GiB, a letter is none of Latin-1, or the
   *     file cannot be read
   */
  byte[] read(long count) throws IOException {
    if (count > Integer.MAX_VALUE) {
      throw new IOException(
          "%s: expected an array of less than 2 GiB, got %s bytes".formatted(region.path(), count));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) count);
    if (text) {
      decode(bytes);
    } else {
      try (FileChannel channel = region.channel()) {
        region.read(channel, 0, bytes);
      }
    }
    return bytes.array();
  }

  private void decode(ByteBuffer bytes) throws IOException {
    try (RegionInput input = new RegionInput(region)) {
      while (input.left() > 0 && bytes.hasRemaining()) {
        bytes.put((byte) letter(input));
      }
      if (input.left() > 0 || bytes.hasRemaining()) {
        throw new IOException(
            "%s: expected a text of %s letters for an array, got another length"
                .formatted(region.path(), bytes.capacity()));
      }
    }
  }

  private int letter(RegionInput input) throws IOException {
    int first = input.next();
    if (first < TWO_BYTES) {
      return first;
    }
    int second = first < FIRST_LEAD || first > LAST_LEAD ? 0 : input.next();
    if (second >> LEAD_BITS != TWO_BYTES >> LEAD_BITS) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: expected a text of Latin-1 in UTF-8, got the byte 0x%02x",
              region.path(),
              first));
    }
    return ((first & LEAD_MASK) << LEAD_BITS) | (second & TRAIL_MASK);
  }
}
