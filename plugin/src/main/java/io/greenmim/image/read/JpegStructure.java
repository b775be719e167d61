package io.greenmim.image.read;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks a JPEG file from marker to marker (ITU-T T.81, annex B): decoders accept a file that ends
 * in the middle of its scan and paint the rest grey, so its end must be looked for.
 */
final class JpegStructure implements FileStructure {

  static final int SOI = 0xd8;
  static final int EOI = 0xd9;
  static final int SOS = 0xda;
  private static final int SOF0 = 0xc0;
  private static final int SOF2 = 0xc2;
  private static final int SOF15 = 0xcf;
  private static final int DHT = 0xc4;
  private static final int JPG = 0xc8;
  private static final int DAC = 0xcc;
  private static final int RST0 = 0xd0;
  private static final int RST7 = 0xd7;
  private static final int TEM = 0x01;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int COM = 0xfe;
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] XMP =
      "http://ns.adobe.com/xap/1.0/\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
  private static final int JFIF_BYTES = 14;
  private static final int ADOBE_BYTES = 12;
  private static final int ADOBE_TRANSFORM = 11;
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long LOWEST_BITS = 0x0101010101010101L;
  private static final long HIGHEST_BITS = 0x8080808080808080L;

  private final byte[] file;
  private final ByteReader reader;
  private final ByteArrayOutputStream exif = new ByteArrayOutputStream();
  private byte[] xmp = new byte[0];
  private JpegFrame frame;
  private boolean jfif;
  private int adobeTransform = -1;
  private int scanned;

  /** Takes a part of the file: a marker and the segment behind it, its length included. */
  private interface Visitor {
    void segment(int marker, int at, int length) throws MalformedImageException;
  }

  JpegStructure(byte[] file) {
    this.file = file;
    this.reader = new ByteReader(file, ByteOrder.BIG_ENDIAN);
  }

  @Override
  public ImageInfo info() throws MalformedImageException {
    JpegFrame found = frame();
    int channels = found.components() == 1 ? 1 : 3;
    return new ImageInfo(
        ImageFormat.JPEG,
        found.width(),
        found.height(),
        StoredOrientation.of(exif.toByteArray(), xmp),
        ImageCoding.picture(found.components(), found.severalScans(), channels, 8));
  }

  /** Reads everything that stands before the first scan. */
  JpegFrame frame() throws MalformedImageException {
    if (frame == null) {
      walk(this::header, false);
      if (frame == null || scanned == 0) {
        frame = null;
        throw new MalformedImageException("damaged: a JPEG file without image data");
      }
      frame = frame.withMarkers(scanned, jfif, adobeTransform);
    }
    return frame;
  }

  @Override
  public void requireWhole() throws MalformedImageException {
    JpegScans scans = new JpegScans(frame(), reader);
    walk(
        (marker, at, length) -> {
          if (marker == SOS) {
            scans.add(at);
          }
        },
        true);
    scans.requireComplete();
  }

  /**
   * Copies what a decoder needs: tables, frame and scans, without the metadata that decoders
   * quarrel about.
   */
  byte[] bare() throws MalformedImageException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length);
    out.write(0xff);
    out.write(SOI);
    int scan =
        walk(
            (marker, at, length) -> {
              boolean metadata = (marker >= APP0 && marker <= APP15) || marker == COM;
              if (!metadata && marker != SOS) {
                out.write(0xff);
                out.write(marker);
                out.write(file, at, length);
              }
            },
            false);
    out.write(file, scan, file.length - scan);
    return out.toByteArray();
  }

  /**
   * Walks from the start to the end marker, or to the first scan.
   *
   * @return the index of the marker that ended the walk
   */
  private int walk(Visitor visitor, boolean toTheEnd) throws MalformedImageException {
    int at = 2;
    while (true) {
      at = nextMarker(at);
      int marker = file[at] & 0xff;
      at++;
      if (marker == EOI) {
        return at - 2;
      }
      if (marker == TEM || (marker >= RST0 && marker <= RST7)) {
        continue;
      }
      int length = Math.max(2, reader.u16(at));
      reader.require(at, length);
      visitor.segment(marker, at, length);
      if (marker == SOS && !toTheEnd) {
        return at - 2;
      }
      at += length;
    }
  }

  /**
   * Finds the next marker: skips the entropy-coded bytes of a scan, where 0xff is followed by 0.
   *
   * @return the index of the marker's second byte
   */
  private int nextMarker(int from) throws MalformedImageException {
    int i = from;
    while (i + 1 < file.length) {
      if (i + Long.BYTES <= file.length && !holdsMark(i)) {
        i += Long.BYTES;
        continue;
      }
      int stop = Math.min(i + Long.BYTES, file.length - 1);
      for (; i < stop; i++) {
        if (file[i] == (byte) 0xff && file[i + 1] != 0 && file[i + 1] != (byte) 0xff) {
          return i + 1;
        }
      }
    }
    throw new MalformedImageException("truncated: the JPEG file ends before its end marker");
  }

  /** Whether one of eight bytes is 0xff: few are, so most of a scan is passed eight at a time. */
  private boolean holdsMark(int at) {
    long word = (long) WORDS.get(file, at);
    // A byte of the complement borrows from its highest bit only where it is 0.
    return ((~word - LOWEST_BITS) & word & HIGHEST_BITS) != 0;
  }

  private void header(int marker, int at, int length) throws MalformedImageException {
    boolean table = marker == DHT || marker == JPG || marker == DAC;
    if (marker >= SOF0 && marker <= SOF15 && !table) {
      frame = readFrame(marker, at, length);
    } else if (marker == APP1 && startsWith(at, length, EXIF)) {
      // Exif data may go on in a second segment; a second block of it comes too late to count.
      exif.write(file, at + 2 + EXIF.length, length - 2 - EXIF.length);
    } else if (marker == APP1 && startsWith(at, length, XMP)) {
      xmp = Arrays.copyOfRange(file, at + 2 + XMP.length, at + length);
    } else if (marker == APP0 && length >= 2 + JFIF_BYTES && startsWith(at, length, JFIF)) {
      jfif = true;
    } else if (marker == APP14 && length >= 2 + ADOBE_BYTES && startsWith(at, length, ADOBE)) {
      adobeTransform = file[at + 2 + ADOBE_TRANSFORM] & 0xff;
    } else if (marker == SOS) {
      scanned = reader.u8(at + 2);
    }
  }

  private boolean startsWith(int at, int length, byte[] expected) {
    return length >= 2 + expected.length
        && Arrays.equals(file, at + 2, at + 2 + expected.length, expected, 0, expected.length);
  }

  private JpegFrame readFrame(int marker, int at, int length) throws MalformedImageException {
    if (marker > SOF2) {
      throw new MalformedImageException(
          "a JPEG file of process %s; expected baseline, extended or progressive with Huffman codes"
              .formatted(marker - SOF0));
    }
    int bits = reader.u8(at + 2);
    int components = reader.u8(at + 7);
    if (bits != 8) {
      throw new MalformedImageException(
          "a JPEG file of %s bits a sample; expected 8".formatted(bits));
    }
    boolean known = components == 1 || components == 3 || components == 4;
    if (!known || length < 8 + 3 * components) {
      throw new MalformedImageException(
          "a JPEG file of %s components; expected 1, 3 or 4".formatted(components));
    }
    byte[] table = Arrays.copyOfRange(file, at + 8, at + 8 + 3 * components);
    return new JpegFrame(
        reader.u16(at + 5), reader.u16(at + 3), marker == SOF2, true, table, false, -1);
  }
}
