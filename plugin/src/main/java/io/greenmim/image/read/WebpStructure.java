package io.greenmim.image.read;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Reads the container of a WebP file (RFC 9649, section 2). */
final class WebpStructure implements FileStructure {

  private static final int RIFF_OVERHEAD = 8;
  private static final int FIRST_CHUNK = 12;
  private static final int HAS_ANIMATION = 0x02;
  private static final int HAS_XMP = 0x04;
  private static final int HAS_EXIF = 0x08;
  private static final int FRAME_HEADER = 16;
  private static final int SIDE_BITS = 0x3fff;
  private static final int LOSSLESS_SIGNATURE = 0x2f;
  private static final int LOSSLESS_ALPHA_BIT = 28;

  private final byte[] file;
  private final ByteReader reader;

  /**
   * A piece of the container.
   *
   * @param tag its four letters
   * @param data index of its first byte of data
   * @param length bytes of data
   */
  record Chunk(String tag, int data, int length) {

    int end() {
      return data + length + (length & 1);
    }
  }

  /**
   * The picture of a file, of an animation the first.
   *
   * @param still a file of this picture alone, without alpha of its own and metadata
   * @param x its place on the canvas, columns from the left
   * @param y its place on the canvas, rows from the top
   */
  record Picture(byte[] still, int x, int y) {}

  WebpStructure(byte[] file) {
    this.file = file;
    reader = new ByteReader(file, ByteOrder.LITTLE_ENDIAN);
  }

  private Chunk chunk(int at) throws MalformedImageException {
    String tag = reader.tag(at);
    long length = reader.u32(at + 4L);
    if (length > Integer.MAX_VALUE - at - RIFF_OVERHEAD - 1L) {
      throw new MalformedImageException("damaged: a WebP chunk of %s bytes".formatted(length));
    }
    return new Chunk(tag, at + RIFF_OVERHEAD, (int) length);
  }

  /** Finds the first chunk of a name from a place on; none is left when the file ends. */
  private Optional<Chunk> find(int from, long end, String... tags) throws MalformedImageException {
    int at = from;
    while (at + (long) RIFF_OVERHEAD <= end) {
      Chunk chunk = chunk(at);
      if (Arrays.asList(tags).contains(chunk.tag())) {
        return Optional.of(chunk);
      }
      at = chunk.end();
    }
    return Optional.empty();
  }

  private long end() throws MalformedImageException {
    return RIFF_OVERHEAD + reader.u32(4);
  }

  @Override
  public ImageInfo info() throws MalformedImageException {
    Chunk first = chunk(FIRST_CHUNK);
    if (!first.tag().equals("VP8X")) {
      return info(sides(first), channels(first), new byte[0], new byte[0]);
    }
    int data = first.data();
    int flags = reader.u8(data);
    int[] canvas = {reader.u24(data + 4L) + 1, reader.u24(data + 7L) + 1};
    return info(
        canvas,
        channels(pixels()),
        (flags & HAS_EXIF) != 0 ? metadata("EXIF", first) : new byte[0],
        (flags & HAS_XMP) != 0 ? metadata("XMP ", first) : new byte[0]);
  }

  private static ImageInfo info(int[] sides, int channels, byte[] exif, byte[] xmp) {
    return new ImageInfo(
        ImageFormat.WEBP,
        sides[0],
        sides[1],
        StoredOrientation.of(exif, xmp),
        ImageCoding.picture(channels, true, channels, 8));
  }

  private byte[] metadata(String tag, Chunk extended) throws MalformedImageException {
    Optional<Chunk> chunk = find(extended.end(), end(), tag);
    if (chunk.isEmpty()) {
      return new byte[0];
    }
    int data = chunk.get().data();
    reader.require(data, chunk.get().length());
    return Arrays.copyOfRange(file, data, data + chunk.get().length());
  }

  /** Width and height of a chunk of pixels. */
  private int[] sides(Chunk pixels) throws MalformedImageException {
    int data = pixels.data();
    return switch (pixels.tag()) {
      case "VP8 " ->
          new int[] {reader.u16(data + 6L) & SIDE_BITS, reader.u16(data + 8L) & SIDE_BITS};
      case "VP8L" -> {
        if (reader.u8(data) != LOSSLESS_SIGNATURE) {
          throw new MalformedImageException("damaged: WebP data without their signature");
        }
        // Both sides less one in 14 bits each.
        int bits = reader.i32(data + 1L);
        yield new int[] {(bits & SIDE_BITS) + 1, (bits >>> 14 & SIDE_BITS) + 1};
      }
      default -> throw new MalformedImageException("damaged: a WebP file without image data");
    };
  }

  /** The alpha of lossy pictures is a stream of its own, which is not read. */
  private int channels(Chunk pixels) throws MalformedImageException {
    boolean alpha =
        pixels.tag().equals("VP8L")
            && (reader.i32(pixels.data() + 1L) >>> LOSSLESS_ALPHA_BIT & 1) != 0;
    return alpha ? 4 : 3;
  }

  /** Checks that the file is as long as its container says and holds its picture. */
  @Override
  public void requireWhole() throws MalformedImageException {
    reader.require(RIFF_OVERHEAD, reader.u32(4));
    Chunk pixels = pixels();
    reader.require(pixels.data(), pixels.length());
    int[] sides = sides(pixels);
    ImageInfo info = info();
    Optional<Chunk> frame = frame();
    if (frame.isPresent()) {
      int data = frame.get().data();
      long right = 2L * reader.u24(data) + sides[0];
      long bottom = 2L * reader.u24(data + 3L) + sides[1];
      if (right > info.storedWidth() || bottom > info.storedHeight()) {
        throw new MalformedImageException("damaged: a WebP picture outside of its canvas");
      }
    } else if (sides[0] != info.storedWidth() || sides[1] != info.storedHeight()) {
      throw new MalformedImageException(
          "damaged: a WebP picture of %s x %s pixels on a canvas of %s x %s"
              .formatted(sides[0], sides[1], info.storedWidth(), info.storedHeight()));
    }
  }

  /** The chunk of the pixels, of an animation that of its first picture. */
  Chunk pixels() throws MalformedImageException {
    Optional<Chunk> frame = frame();
    int from = frame.isPresent() ? frame.get().data() + FRAME_HEADER : FIRST_CHUNK;
    long end = frame.isPresent() ? frame.get().end() : end();
    return find(from, end, "VP8 ", "VP8L")
        .orElseThrow(() -> new MalformedImageException("damaged: a WebP file without image data"));
  }

  private Optional<Chunk> frame() throws MalformedImageException {
    Chunk first = chunk(FIRST_CHUNK);
    boolean animated = first.tag().equals("VP8X") && (reader.u8(first.data()) & HAS_ANIMATION) != 0;
    return animated ? find(first.end(), end(), "ANMF") : Optional.empty();
  }

  /** Takes the picture out of its container. */
  Picture picture() throws MalformedImageException {
    Optional<Chunk> frame = frame();
    if (frame.isEmpty()) {
      return new Picture(still(), 0, 0);
    }
    int data = frame.get().data();
    return new Picture(still(), 2 * reader.u24(data), 2 * reader.u24(data + 3L));
  }

  private byte[] still() throws MalformedImageException {
    Chunk pixels = pixels();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("WEBP".getBytes(StandardCharsets.US_ASCII));
    put(out, pixels.tag(), file, pixels.data(), pixels.length());
    ByteArrayOutputStream still = new ByteArrayOutputStream();
    put(still, "RIFF", out.toByteArray(), 0, out.size());
    return still.toByteArray();
  }

  private static void put(
      ByteArrayOutputStream out, String tag, byte[] from, int start, int length) {
    out.writeBytes(tag.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array());
    out.write(from, start, length);
    if (length % 2 != 0) {
      out.write(0);
    }
  }
}
