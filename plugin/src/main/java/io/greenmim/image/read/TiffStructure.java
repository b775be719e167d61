package io.greenmim.image.read;

import io.greenmim.image.Orientation;
import io.greenmim.image.PixelImage;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/** Reads the first directory of a TIFF file (TIFF 6.0; BigTIFF). */
final class TiffStructure implements FileStructure {

  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int PHOTOMETRIC = 262;
  private static final int STRIP_OFFSETS = 273;
  private static final int ORIENTATION = 274;
  private static final int SAMPLES = 277;
  private static final int STRIP_BYTES = 279;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  private static final int PLANAR = 284;
  private static final int EXTRA_SAMPLES = 338;
  private static final int SAMPLE_FORMAT = 339;
  private static final int XMP = 700;
  private static final int MOST_ENTRIES = 4096;
  private static final int BIG = 43;
  private static final int UNSIGNED = 1;
  private static final int UNTYPED = 4;
  private static final int UNSPECIFIED = 0;

  private static final int WHITE_IS_ZERO = 0;
  private static final int BLACK_IS_ZERO = 1;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int CMYK = 5;
  private static final int YCBCR = 6;

  private final byte[] file;
  private final ByteOrder order;
  private final ByteReader reader;
  private TiffDirectory directory;

  TiffStructure(byte[] file) {
    this.file = file;
    order = file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    reader = new ByteReader(file, order);
  }

  /** The file's first directory. */
  TiffDirectory directory() throws MalformedImageException {
    if (directory == null) {
      directory = TiffDirectory.read(reader, reader.u16(2) == BIG, MOST_ENTRIES);
    }
    return directory;
  }

  private int number(int tag, int otherwise) throws MalformedImageException {
    return directory().number(tag).orElse(otherwise);
  }

  @Override
  public ImageInfo info() throws MalformedImageException {
    int samples = number(SAMPLES, 1);
    int bits = number(BITS, 1);
    boolean known = bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
    for (int i = 0; i < Math.max(1, directory().count(SAMPLE_FORMAT)); i++) {
      long format =
          directory().count(SAMPLE_FORMAT) == 0 ? UNSIGNED : directory().value(SAMPLE_FORMAT, i);
      if (!known || (format != UNSIGNED && format != UNTYPED)) {
        throw new MalformedImageException(
            "a TIFF file of %s-bit samples of format %s; expected unsigned ones of at most 16 bits"
                .formatted(bits, format));
      }
    }
    OptionalInt stored = directory().number(ORIENTATION);
    byte[] xmp = stored.isPresent() ? new byte[0] : directory().bytes(XMP, file);
    return new ImageInfo(
        ImageFormat.TIFF,
        number(WIDTH, 0),
        number(HEIGHT, 0),
        stored.isPresent()
            ? Orientation.of(stored.getAsInt())
            : StoredOrientation.of(new byte[0], xmp),
        new ImageCoding(samples, true, channels(samples), bits > 8 ? 16 : 8, bands(samples)));
  }

  /** Whether the samples are no picture: more than one of grey or colour and of alpha. */
  private boolean bands(int samples) throws MalformedImageException {
    int photometric = number(PHOTOMETRIC, BLACK_IS_ZERO);
    return (photometric == BLACK_IS_ZERO && samples > 2) || (photometric == RGB && samples > 4);
  }

  /**
   * Whether grey or colours come with a plane that is said to be no alpha, which other decoders
   * leave out.
   */
  boolean hasFurtherPlane() throws MalformedImageException {
    int photometric = number(PHOTOMETRIC, BLACK_IS_ZERO);
    return number(PLANAR, 1) == TiffBands.SEPARATE
        && number(EXTRA_SAMPLES, UNSPECIFIED + 1) == UNSPECIFIED
        && (photometric == BLACK_IS_ZERO || photometric == RGB);
  }

  /** The order of the bytes of a number. */
  ByteOrder order() {
    return order;
  }

  /** Whether the samples are inks, whose zero is white. */
  boolean isCmyk() throws MalformedImageException {
    return number(PHOTOMETRIC, BLACK_IS_ZERO) == CMYK;
  }

  private int channels(int samples) throws MalformedImageException {
    int photometric = number(PHOTOMETRIC, BLACK_IS_ZERO);
    int channels =
        switch (photometric) {
          case WHITE_IS_ZERO -> samples <= 2 ? samples : 0;
          case BLACK_IS_ZERO -> samples <= PixelImage.MOST_CHANNELS ? samples : 0;
          case RGB -> samples >= 3 && samples <= PixelImage.MOST_CHANNELS ? samples : 0;
          case PALETTE -> 3;
          case CMYK -> samples == 4 ? 3 : 0;
          case YCBCR -> samples == 3 ? 3 : 0;
          default -> 0;
        };
    if (channels < 1) {
      throw new MalformedImageException(
          "a TIFF file of %s samples a pixel and photometric interpretation %s; expected grey or"
                  .formatted(samples, photometric)
              + " RGB with or without alpha, a palette, CMYK, YCbCr or at most %s bands"
                  .formatted(PixelImage.MOST_CHANNELS));
    }
    return channels;
  }

  /** Checks that all strips or tiles lie inside of the file. */
  @Override
  public void requireWhole() throws MalformedImageException {
    boolean tiled = directory().count(TILE_OFFSETS) > 0;
    int offsets = tiled ? TILE_OFFSETS : STRIP_OFFSETS;
    int lengths = tiled ? TILE_BYTES : STRIP_BYTES;
    long count = directory().count(offsets);
    if (count < 1) {
      throw new MalformedImageException("damaged: a TIFF file without image data");
    }
    for (int i = 0; i < count; i++) {
      boolean known = i < directory().count(lengths);
      reader.require(directory().value(offsets, i), known ? directory().value(lengths, i) : 1);
    }
  }
}
