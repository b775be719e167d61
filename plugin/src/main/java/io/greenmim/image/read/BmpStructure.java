package io.greenmim.image.read;

import io.greenmim.image.Orientation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the headers of a BMP file (Windows GDI, BITMAPFILEHEADER and BITMAPINFOHEADER). */
final class BmpStructure implements FileStructure {

  private static final int CORE_HEADER_BYTES = 12;
  private static final int UNCOMPRESSED = 0;
  private static final int BIT_FIELDS = 3;

  private static final int LENGTH_AT = 2;

  private final byte[] file;
  private final ByteReader reader;

  BmpStructure(byte[] file) {
    this.file = file;
    reader = new ByteReader(file, ByteOrder.LITTLE_ENDIAN);
  }

  private boolean hasCoreHeader() throws MalformedImageException {
    return reader.u32(14) == CORE_HEADER_BYTES;
  }

  @Override
  public ImageInfo info() throws MalformedImageException {
    boolean core = hasCoreHeader();
    int width = core ? reader.u16(18) : reader.i32(18);
    // A negative height says that the top row comes first.
    int height = core ? reader.u16(20) : Math.abs(reader.i32(22));
    int compression = core ? UNCOMPRESSED : reader.i32(30);
    if (compression < UNCOMPRESSED || compression > BIT_FIELDS) {
      throw new MalformedImageException(
          "a BMP file of compression %s; expected none, run lengths or bit fields"
              .formatted(compression));
    }
    ImageCoding coding = ImageCoding.picture(3, true, 3, 8);
    return new ImageInfo(ImageFormat.BMP, width, height, Orientation.TOP_LEFT, coding);
  }

  /** Checks that the file holds as many bytes of pixels as it says. */
  @Override
  public void requireWhole() throws MalformedImageException {
    ImageInfo info = info();
    long offset = reader.u32(10);
    boolean core = hasCoreHeader();
    int compression = core ? UNCOMPRESSED : reader.i32(30);
    boolean fixedRows = compression == UNCOMPRESSED || compression == BIT_FIELDS;
    int bits = reader.u16(core ? 24 : 28);
    long expected =
        fixedRows ? rowBytes(info.storedWidth(), bits) * info.storedHeight() : reader.u32(34);
    reader.require(offset, expected);
  }

  /**
   * The file with its true length in its header, which is often wrong or nil: Java's decoder takes
   * it for granted, others pass over it.
   */
  byte[] withItsLength() throws MalformedImageException {
    if (reader.u32(LENGTH_AT) == file.length) {
      return file;
    }
    byte[] copy = file.clone();
    ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(LENGTH_AT, file.length);
    return copy;
  }

  private static long rowBytes(int width, int bitsPerPixel) {
    return ((long) width * bitsPerPixel + 31) / 32 * 4;
  }
}
