package io.greenmim.image.read;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads numbers of a file that is in memory.
 *
 * <p>A read beyond the end means that the file was cut off.
 */
final class ByteReader {

  private final ByteBuffer bytes;

  ByteReader(byte[] file, ByteOrder order) {
    bytes = ByteBuffer.wrap(file).order(order);
  }

  int u8(long at) throws MalformedImageException {
    return bytes.get(index(at, 1)) & 0xff;
  }

  int u16(long at) throws MalformedImageException {
    return bytes.getShort(index(at, 2)) & 0xffff;
  }

  int u24(long at) throws MalformedImageException {
    return bytes.order() == ByteOrder.LITTLE_ENDIAN
        ? u16(at) | u8(at + 2) << 16
        : u8(at) << 16 | u16(at + 1);
  }

  int i32(long at) throws MalformedImageException {
    return bytes.getInt(index(at, 4));
  }

  long u32(long at) throws MalformedImageException {
    return i32(at) & 0xffffffffL;
  }

  /** A number of 64 bits; those above 63 bits lie outside of any file. */
  long i64(long at) throws MalformedImageException {
    return bytes.getLong(index(at, 8));
  }

  String tag(long at) throws MalformedImageException {
    return new String(bytes.array(), index(at, 4), 4, StandardCharsets.ISO_8859_1);
  }

  private int index(long at, int count) throws MalformedImageException {
    require(at, count);
    return (int) at;
  }

  /** Fails unless a range lies inside of the file. */
  void require(long at, long count) throws MalformedImageException {
    if (at < 0 || count < 0 || at > bytes.capacity() || count > bytes.capacity() - at) {
      throw new MalformedImageException(
          "truncated: %s bytes or more expected, the file has %s"
              .formatted(Math.max(at, at + count), bytes.capacity()));
    }
  }
}
