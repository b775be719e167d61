package io.greenmim.train.data;

import io.greenmim.train.data.ImageHeader.Format;
import java.nio.ByteOrder;

/** Reads the container of a WebP file (RFC 9649, section 2). */
final class WebpStructure {

  private static final int RIFF_OVERHEAD = 8;
  private static final int FIRST_CHUNK = 12;
  private static final int ANIMATED = 0x02;
  private static final int SIDE_BITS = 0x3fff;

  private WebpStructure() {}

  static boolean matches(byte[] file) throws MalformedImageException {
    ByteReader reader = new ByteReader(file, ByteOrder.LITTLE_ENDIAN);
    return file.length >= FIRST_CHUNK
        && reader.tag(0).equals("RIFF")
        && reader.tag(8).equals("WEBP");
  }

  /** Reads the size and checks that the file is as long as its container says. */
  static ImageHeader check(byte[] file) throws MalformedImageException {
    ByteReader reader = new ByteReader(file, ByteOrder.LITTLE_ENDIAN);
    reader.require(RIFF_OVERHEAD, reader.u32(4));
    String tag = reader.tag(FIRST_CHUNK);
    int data = FIRST_CHUNK + RIFF_OVERHEAD;
    return switch (tag) {
      case "VP8 " -> header(reader.u16(data + 6) & SIDE_BITS, reader.u16(data + 8) & SIDE_BITS);
      case "VP8L" -> {
        // One signature byte, then both sides less one in 14 bits each.
        int bits = reader.i32(data + 1);
        yield header((bits & SIDE_BITS) + 1, ((bits >>> 14) & SIDE_BITS) + 1);
      }
      case "VP8X" -> {
        if ((reader.u8(data) & ANIMATED) != 0) {
          throw new MalformedImageException("an animated WebP file; expected a still image");
        }
        yield header(u24(reader, data + 4) + 1, u24(reader, data + 7) + 1);
      }
      default -> throw new MalformedImageException("damaged: a WebP file without image data");
    };
  }

  private static ImageHeader header(int width, int height) {
    return new ImageHeader(Format.WEBP, width, height, 3, true);
  }

  private static int u24(ByteReader reader, int at) throws MalformedImageException {
    return reader.u16(at) | reader.u8(at + 2) << 16;
  }
}
