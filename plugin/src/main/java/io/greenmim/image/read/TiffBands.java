package io.greenmim.image.read;

import io.greenmim.image.PixelImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Decodes the bands of a TIFF file, 1 to 16 of 8 or 16 bits: side by side or in planes, in strips
 * or tiles, uncompressed or by LZW, Deflate or PackBits (TIFF 6.0, sections 3 to 15).
 */
final class TiffBands {

  private static final int BITS = 258;
  private static final int COMPRESSION = 259;
  private static final int FILL_ORDER = 266;
  private static final int STRIP_OFFSETS = 273;
  private static final int ROWS_PER_STRIP = 278;
  private static final int STRIP_BYTES = 279;
  private static final int PLANAR = 284;
  private static final int PREDICTOR = 317;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  static final int SEPARATE = 2;
  private static final int DIFFERENCES = 2;

  /** Bytes of a tile beyond those of the image. */
  private static final long MOST_MARGIN = 1 << 26;

  private final byte[] file;
  private final TiffDirectory directory;
  private final ByteOrder order;
  private final int width;
  private final int height;
  private final int channels;
  private final int sampleBytes;
  private final boolean separate;
  private final boolean tiled;
  private final int partWidth;
  private final int partHeight;
  private final byte[] bytes;
  private final short[] shorts;

  TiffBands(byte[] file) throws MalformedImageException {
    this.file = file;
    TiffStructure structure = new TiffStructure(file);
    ImageInfo info = structure.info();
    directory = structure.directory();
    order = structure.order();
    width = info.storedWidth();
    height = info.storedHeight();
    channels = info.coding().channels();
    sampleBytes = info.coding().bits() / 8;
    separate = number(PLANAR, 1) == SEPARATE;
    tiled = directory.count(TILE_OFFSETS) > 0;
    partWidth = tiled ? number(TILE_WIDTH, 0) : width;
    partHeight = tiled ? number(TILE_HEIGHT, 0) : Math.min(height, number(ROWS_PER_STRIP, height));
    check();
    int length = Math.multiplyExact(Math.multiplyExact(width, height), channels);
    bytes = sampleBytes == 1 ? new byte[length] : null;
    shorts = sampleBytes == 1 ? null : new short[length];
  }

  private int number(int tag, int otherwise) throws MalformedImageException {
    return directory.number(tag).orElse(otherwise);
  }

  private void check() throws MalformedImageException {
    for (int i = 0; i < directory.count(BITS); i++) {
      if (directory.value(BITS, i) != sampleBytes * 8L) {
        throw new MalformedImageException(
            "a TIFF file of bands of different bits; expected 8 or 16 for all of them");
      }
    }
    if (directory.count(BITS) == 0 || number(FILL_ORDER, 1) != 1) {
      throw new MalformedImageException("a TIFF file whose bands are no whole bytes in order");
    }
    int predictor = number(PREDICTOR, 1);
    if (predictor != 1 && predictor != DIFFERENCES) {
      throw new MalformedImageException(
          "a TIFF file of bands with predictor %s; expected 1 or 2".formatted(predictor));
    }
    long part = (long) partWidth * partHeight * samplesOfPixel() * sampleBytes;
    long image = (long) width * height * channels * sampleBytes;
    if (partWidth < 1 || partHeight < 1 || part > image + MOST_MARGIN || part != (int) part) {
      throw new MalformedImageException(
          "damaged: parts of %s x %s pixels".formatted(partWidth, partHeight));
    }
  }

  private int samplesOfPixel() {
    return separate ? 1 : channels;
  }

  /** Decodes all parts. */
  PixelImage decode() throws MalformedImageException {
    int offsets = tiled ? TILE_OFFSETS : STRIP_OFFSETS;
    int lengths = tiled ? TILE_BYTES : STRIP_BYTES;
    int across = (width + partWidth - 1) / partWidth;
    int down = (height + partHeight - 1) / partHeight;
    long parts = (long) across * down * (separate ? channels : 1);
    if (directory.count(offsets) < parts || directory.count(lengths) < parts) {
      throw new MalformedImageException(
          "truncated: %s parts expected, the TIFF file has %s"
              .formatted(parts, directory.count(offsets)));
    }
    TiffCompression compression = TiffCompression.of(number(COMPRESSION, 1));
    for (int i = 0; i < parts; i++) {
      int place = i % (across * down);
      int x = place % across * partWidth;
      int y = place / across * partHeight;
      // The last strip ends with the image, a tile may reach beyond it.
      int rows = tiled ? partHeight : Math.min(partHeight, height - y);
      byte[] data = new byte[rows * partWidth * samplesOfPixel() * sampleBytes];
      long from = directory.value(offsets, i);
      compression.unpack(file, (int) from, (int) directory.value(lengths, i), data);
      put(data, x, y, Math.min(rows, height - y), i / (across * down));
    }
    return bytes != null
        ? PixelImage.of(width, height, channels, bytes)
        : PixelImage.of(width, height, channels, shorts);
  }

  /** Copies the rows of a part, of which each sample may be told by its difference to the last. */
  private void put(byte[] data, int x, int y, int rows, int plane) throws MalformedImageException {
    ByteBuffer samples = ByteBuffer.wrap(data).order(order);
    boolean differences = number(PREDICTOR, 1) == DIFFERENCES;
    int each = samplesOfPixel();
    int columns = Math.min(partWidth, width - x);
    int[] last = new int[each];
    for (int row = 0; row < rows; row++) {
      int at = row * partWidth * each * sampleBytes;
      Arrays.fill(last, 0);
      for (int column = 0; column < columns; column++) {
        int to = ((y + row) * width + x + column) * channels + plane;
        for (int c = 0; c < each; c++) {
          int sample = bytes != null ? samples.get(at) : samples.getShort(at);
          last[c] = differences ? last[c] + sample : sample;
          if (bytes != null) {
            bytes[to + c] = (byte) last[c];
          } else {
            shorts[to + c] = (short) last[c];
          }
          at += sampleBytes;
        }
      }
    }
  }
}
