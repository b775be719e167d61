package io.greenmim.image.read;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Walks a PNG file from chunk to chunk (PNG specification, section 5) and checks their sums. */
final class PngStructure implements FileStructure {

  private static final int SIGNATURE_BYTES = 8;
  private static final int CHUNK_OVERHEAD = 12;
  private static final int GREY = 0;
  private static final int COLOUR = 2;
  private static final int PALETTE = 3;
  private static final int GREY_ALPHA = 4;
  private static final int COLOUR_ALPHA = 6;
  private static final Pattern NAME = Pattern.compile("[A-Za-z]{4}");
  private static final String XMP_KEY = "XML:com.adobe.xmp";
  private static final String EXIF_KEY = "Raw profile type exif";

  /** Lines of a raw profile before its data: an empty one, the name, the length. */
  private static final int PROFILE_LINES = 3;

  /** Most bytes of metadata that are unpacked. */
  private static final int MOST_TEXT = 1 << 20;

  /** Four samples of two bytes. */
  private static final int MOST_PIXEL_BYTES = 8;

  private static final int SCRATCH_BYTES = 1 << 15;

  private final byte[] file;
  private final ByteReader reader;
  private byte[] exif = new byte[0];
  private byte[] profile = new byte[0];
  private byte[] xmp = new byte[0];

  /** Takes a chunk. */
  private interface Visitor {
    void chunk(String tag, int data, int length) throws MalformedImageException;
  }

  PngStructure(byte[] file) {
    this.file = file;
    reader = new ByteReader(file, ByteOrder.BIG_ENDIAN);
  }

  @Override
  public ImageInfo info() throws MalformedImageException {
    if (!reader.tag(SIGNATURE_BYTES + 4).equals("IHDR")) {
      throw new MalformedImageException("damaged: a PNG file without a header chunk");
    }
    int header = SIGNATURE_BYTES + 8;
    int bits = reader.u8(header + 8);
    int type = reader.u8(header + 9);
    walk(this::metadata);
    return new ImageInfo(
        ImageFormat.PNG,
        reader.i32(header),
        reader.i32(header + 4),
        StoredOrientation.of(exif.length > 0 ? exif : profile, xmp),
        ImageCoding.picture(channels(type), true, channels(type), bits > 8 ? 16 : 8));
  }

  private static int channels(int type) throws MalformedImageException {
    return switch (type) {
      case GREY -> 1;
      case GREY_ALPHA -> 2;
      case COLOUR, PALETTE -> 3;
      case COLOUR_ALPHA -> 4;
      default -> throw new MalformedImageException("damaged: a PNG file of colour type " + type);
    };
  }

  @Override
  public void requireWhole() throws MalformedImageException {
    walk(
        (tag, data, length) -> {
          // An upper-case first letter marks the chunks without which there is no image.
          if (Character.isUpperCase(tag.charAt(0)) && !sumMatches(data - 4, length + 4)) {
            throw new MalformedImageException("damaged: wrong checksum of the PNG chunk " + tag);
          }
        });
  }

  /** Copies what a decoder needs: the chunks without which there is no image. */
  byte[] bare() throws MalformedImageException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length);
    out.write(file, 0, SIGNATURE_BYTES);
    walk(
        (tag, data, length) -> {
          if (Character.isUpperCase(tag.charAt(0))) {
            out.write(file, data - 8, length + CHUNK_OVERHEAD);
          }
        });
    return out.toByteArray();
  }

  private void walk(Visitor visitor) throws MalformedImageException {
    int at = SIGNATURE_BYTES;
    String tag = "";
    while (!tag.equals("IEND")) {
      long length = reader.u32(at);
      tag = reader.tag(at + 4L);
      if (!NAME.matcher(tag).matches()) {
        throw new MalformedImageException("damaged: a PNG chunk without a name");
      }
      reader.require(at, length + CHUNK_OVERHEAD);
      visitor.chunk(tag, at + 8, (int) length);
      at += (int) length + CHUNK_OVERHEAD;
    }
  }

  /**
   * Checks that the compressed rows come to their end: Java's decoder does without the last bytes.
   *
   * @param info what the file says of its size
   */
  void requireWholeRows(ImageInfo info) throws MalformedImageException {
    // What comes behind the last row is not looked at, however much it is.
    long most = MOST_PIXEL_BYTES * (info.pixels() + 2L * info.storedHeight()) + SCRATCH_BYTES;
    byte[] scratch = new byte[SCRATCH_BYTES];
    Inflater inflater = new Inflater();
    try {
      walk(
          (tag, data, length) -> {
            if (tag.equals("IDAT")) {
              inflater.setInput(file, data, length);
              inflate(inflater, scratch, most);
            }
          });
      if (!inflater.finished() && inflater.getBytesWritten() < most) {
        throw new MalformedImageException("truncated: the PNG data end before their last row does");
      }
    } finally {
      inflater.end();
    }
  }

  private static void inflate(Inflater inflater, byte[] scratch, long most)
      throws MalformedImageException {
    try {
      int count = 1;
      while (count > 0 && !inflater.finished() && inflater.getBytesWritten() < most) {
        count = inflater.inflate(scratch);
      }
    } catch (DataFormatException e) {
      throw MalformedImageException.damaged(ImageFormat.PNG.title(), e);
    }
  }

  private boolean sumMatches(int from, int length) throws MalformedImageException {
    CRC32 crc = new CRC32();
    crc.update(file, from, length);
    return crc.getValue() == reader.u32((long) from + length);
  }

  private void metadata(String tag, int data, int length) {
    switch (tag) {
      case "eXIf" -> exif = Arrays.copyOfRange(file, data, data + length);
      case "tEXt", "zTXt", "iTXt" -> text(tag, Arrays.copyOfRange(file, data, data + length));
      default -> {
        // Nothing that tells of the orientation.
      }
    }
  }

  /** XMP packets, and Exif data as ImageMagick wrote them before there was a chunk for them. */
  private void text(String tag, byte[] chunk) {
    int end = endOfText(chunk, 0);
    String key = new String(chunk, 0, end, StandardCharsets.ISO_8859_1);
    if (key.equals(XMP_KEY)) {
      xmp = content(tag, chunk, end);
    } else if (key.equals(EXIF_KEY)) {
      String hex =
          new String(content(tag, chunk, end), StandardCharsets.ISO_8859_1)
              .lines()
              .skip(PROFILE_LINES)
              .map(String::strip)
              .collect(Collectors.joining());
      boolean whole = hex.length() % 2 == 0 && hex.chars().allMatch(HexFormat::isHexDigit);
      profile = whole ? HexFormat.of().parseHex(hex) : new byte[0];
    }
  }

  /** The text of a chunk behind its keyword, unpacked; nothing if it is not whole. */
  private static byte[] content(String tag, byte[] chunk, int keyEnd) {
    int from = keyEnd + 1;
    boolean packed = tag.equals("zTXt");
    if (packed) {
      from++;
    } else if (tag.equals("iTXt")) {
      packed = from < chunk.length && chunk[from] != 0;
      int language = from + 2;
      from = endOfText(chunk, endOfText(chunk, language) + 1) + 1;
    }
    if (from >= chunk.length) {
      return new byte[0];
    }
    byte[] rest = Arrays.copyOfRange(chunk, from, chunk.length);
    if (!packed) {
      return rest;
    }
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(rest))) {
      return in.readNBytes(MOST_TEXT);
    } catch (IOException e) {
      // The picture is none the worse for metadata that cannot be unpacked.
      return new byte[0];
    }
  }

  private static int endOfText(byte[] chunk, int from) {
    int end = Math.min(from, chunk.length);
    while (end < chunk.length && chunk[end] != 0) {
      end++;
    }
    return end;
  }
}
