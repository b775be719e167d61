package io.greenmim.train.data;

import io.greenmim.train.data.ImageHeader.Format;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Walks a PNG file from chunk to chunk (PNG specification, section 5) and checks their sums. */
final class PngStructure {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int CHUNK_OVERHEAD = 12;

  private PngStructure() {}

  static boolean matches(byte[] file) {
    return file.length >= SIGNATURE.length
        && Arrays.equals(SIGNATURE, Arrays.copyOf(file, SIGNATURE.length));
  }

  /** Reads the size and checks that every chunk up to the end chunk is whole. */
  static ImageHeader check(byte[] file) throws MalformedImageException {
    ByteReader reader = new ByteReader(file, ByteOrder.BIG_ENDIAN);
    int at = SIGNATURE.length;
    if (!reader.tag(at + 4).equals("IHDR")) {
      throw new MalformedImageException("damaged: a PNG file without a header chunk");
    }
    int width = reader.i32(at + 8);
    int height = reader.i32(at + 12);
    String tag = "";
    while (!tag.equals("IEND")) {
      long length = reader.u32(at);
      tag = reader.tag(at + 4);
      reader.require(at, length + CHUNK_OVERHEAD);
      // An upper-case first letter marks the chunks without which there is no image.
      if (Character.isUpperCase(tag.charAt(0)) && !sumMatches(file, reader, at, (int) length)) {
        throw new MalformedImageException("damaged: wrong checksum of the PNG chunk " + tag);
      }
      at += (int) length + CHUNK_OVERHEAD;
    }
    return new ImageHeader(Format.PNG, width, height, 3, true);
  }

  private static boolean sumMatches(byte[] file, ByteReader reader, int at, int length)
      throws MalformedImageException {
    CRC32 crc = new CRC32();
    crc.update(file, at + 4, length + 4);
    return crc.getValue() == reader.u32(at + 8 + length);
  }
}
