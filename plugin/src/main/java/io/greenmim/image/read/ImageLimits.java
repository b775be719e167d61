package io.greenmim.image.read;

import io.greenmim.image.PixelImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/**
 * How large an image may be: checked before anything is decoded, as a file of a few hundred bytes
 * may unfold to gigabytes.
 *
 * @param bytes most bytes of a file, positive
 * @param side most pixels of a side, positive
 * @param pixels most pixels of an image, from 1 to {@value #MOST_PIXELS}
 */
public record ImageLimits(long bytes, int side, long pixels) {

  /** Setting, and argument of translators: most bytes of a file. */
  public static final String MAX_BYTES = "maxImageBytes";

  /** Setting, and argument of translators: most pixels of a side. */
  public static final String MAX_SIDE = "maxImageSide";

  /** Setting, and argument of translators: most pixels of an image. */
  public static final String MAX_PIXELS = "maxImagePixels";

  /** The largest image that an array can hold: three samples a pixel. */
  public static final long MOST_PIXELS = 715_000_000L;

  private static final long SAMPLES = 4;
  private static final long MOST_SAMPLES = Integer.MAX_VALUE - 8L;

  /** For files of one's own: 256 MB, 30 000 pixels a side, 450 million pixels (1.35 GB of RGB). */
  public static final ImageLimits USUAL = new ImageLimits(256L << 20, 30_000, 450_000_000L);

  /** For what others send: 32 MB, 30 000 pixels a side, 100 million pixels. */
  public static final ImageLimits NETWORK = new ImageLimits(32L << 20, 30_000, 100_000_000L);

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one is outside of its range
   */
  public ImageLimits {
    require(MAX_BYTES, bytes, Integer.MAX_VALUE - 8L);
    require(MAX_SIDE, side, Integer.MAX_VALUE);
    require(MAX_PIXELS, pixels, MOST_PIXELS);
  }

  private static void require(String name, long value, long most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "%s: expected a number from 1 to %s, got %s".formatted(name, most, value));
    }
  }

  /**
   * Reads a file that is not too large.
   *
   * @param file the file
   * @return its bytes
   * @throws MalformedImageException if it is too large, or no file: to open a pipe may wait for
   *     ever
   * @throws IOException if it cannot be read
   */
  public byte[] read(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new MalformedImageException("expected a file, got a folder, pipe, socket or device");
    }
    if (attributes.size() > bytes) {
      throw tooLong("a file of " + attributes.size());
    }
    try (InputStream in = Files.newInputStream(file)) {
      // One call where the file is as long as it says; some say less, or grow.
      byte[] head = new byte[(int) attributes.size() + 1];
      int length = in.readNBytes(head, 0, head.length);
      return length < head.length
          ? Arrays.copyOf(head, length)
          : read(new SequenceInputStream(new ByteArrayInputStream(head), in));
    }
  }

  /**
   * Reads a stream to its end, and no more than the limit.
   *
   * @param stream the stream; not closed
   * @return its bytes
   * @throws MalformedImageException if there are too many
   * @throws IOException if it cannot be read
   */
  public byte[] read(InputStream stream) throws IOException {
    byte[] read = stream.readNBytes((int) bytes + 1);
    requireLength(read.length);
    return read;
  }

  /**
   * Checks the length of a file.
   *
   * @param length its bytes
   * @throws MalformedImageException if there are too many
   */
  public void requireLength(long length) throws MalformedImageException {
    if (length > bytes) {
      throw tooLong("more than " + bytes);
    }
  }

  private MalformedImageException tooLong(String what) {
    return new MalformedImageException(
        "too large: %s bytes, the limit of setting '%s' is %s".formatted(what, MAX_BYTES, bytes));
  }

  /**
   * Checks the size of an image.
   *
   * @param info what its file says
   * @throws MalformedImageException if it has no pixel or too many
   */
  public void require(ImageInfo info) throws MalformedImageException {
    String size = info.width() + " x " + info.height() + " pixels";
    if (info.width() < 1 || info.height() < 1) {
      throw new MalformedImageException("damaged: an image of " + size);
    }
    if (Math.max(info.width(), info.height()) > side) {
      throw new MalformedImageException(
          "too large: %s, the limit of setting '%s' is %s a side".formatted(size, MAX_SIDE, side));
    }
    if (info.pixels() > pixels) {
      throw new MalformedImageException(
          "too large: %s, the limit of setting '%s' is %s in all"
              .formatted(size, MAX_PIXELS, pixels));
    }
    // Four samples a pixel have always been within the limit: more of them leave fewer pixels.
    long samples = info.pixels() * info.coding().channels();
    if (samples > SAMPLES * pixels || samples > MOST_SAMPLES) {
      throw new MalformedImageException(
          "too large: %s of %s, the limit of setting '%s' is %s samples"
              .formatted(
                  size,
                  PixelImage.count(info.coding().channels()),
                  MAX_PIXELS,
                  Math.min(SAMPLES * pixels, MOST_SAMPLES)));
    }
  }
}
