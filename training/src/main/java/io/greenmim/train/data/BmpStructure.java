package io.greenmim.train.data;

import io.greenmim.train.data.ImageHeader.Format;
import java.nio.ByteOrder;

/** Reads the headers of a BMP file (Windows GDI, BITMAPFILEHEADER and BITMAPINFOHEADER). */
final class BmpStructure {

  private static final int CORE_HEADER_BYTES = 12;
  private static final int UNCOMPRESSED = 0;
  private static final int BIT_FIELDS = 3;

  private BmpStructure() {}

  static boolean matches(byte[] file) {
    return file.length >= 2 && file[0] == 'B' && file[1] == 'M';
  }

  /** Reads the size and checks that the file holds as many bytes of pixels as it says. */
  static ImageHeader check(byte[] file) throws MalformedImageException {
    ByteReader reader = new ByteReader(file, ByteOrder.LITTLE_ENDIAN);
    long offset = reader.u32(10);
    if (reader.u32(14) == CORE_HEADER_BYTES) {
      int width = reader.u16(18);
      int height = reader.u16(20);
      reader.require(offset, rowBytes(width, reader.u16(24)) * height);
      return new ImageHeader(Format.BMP, width, height, 3, true);
    }
    int width = reader.i32(18);
    // A negative height says that the top row comes first.
    int height = Math.abs(reader.i32(22));
    int compression = reader.i32(30);
    boolean fixedRows = compression == UNCOMPRESSED || compression == BIT_FIELDS;
    long expected = fixedRows ? rowBytes(width, reader.u16(28)) * height : reader.u32(34);
    reader.require(offset, expected);
    return new ImageHeader(Format.BMP, width, height, 3, true);
  }

  private static long rowBytes(int width, int bitsPerPixel) {
    return ((long) width * bitsPerPixel + 31) / 32 * 4;
  }
}
