package io.greenmim.train.data;

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

  int length() {
    return bytes.capacity();
  }

  int u8(int at) throws MalformedImageException {
    require(at, 1);
    return bytes.get(at) & 0xff;
  }

  int u16(int at) throws MalformedImageException {
    require(at, 2);
    return bytes.getShort(at) & 0xffff;
  }

  int i32(int at) throws MalformedImageException {
    require(at, 4);
    return bytes.getInt(at);
  }

  long u32(int at) throws MalformedImageException {
    return i32(at) & 0xffffffffL;
  }

  String tag(int at) throws MalformedImageException {
    require(at, 4);
    return new String(bytes.array(), at, 4, StandardCharsets.ISO_8859_1);
  }

  /** Fails unless a range lies inside of the file. */
  void require(long at, long count) throws MalformedImageException {
    if (at + count > bytes.capacity()) {
      throw new MalformedImageException(
          "truncated: "
              + (at + count)
              + " bytes or more expected, the file has "
              + bytes.capacity());
    }
  }
}
