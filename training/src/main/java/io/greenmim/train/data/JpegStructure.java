package io.greenmim.train.data;

import io.greenmim.train.data.ImageHeader.Format;
import java.nio.ByteOrder;

/**
 * Walks a JPEG file from marker to marker (ITU-T T.81, annex B): decoders accept a file that ends
 * in the middle of its scan and paint the rest grey, so its end must be looked for.
 */
final class JpegStructure {

  private static final int SOF0 = 0xc0;
  private static final int SOF15 = 0xcf;
  private static final int DHT = 0xc4;
  private static final int JPG = 0xc8;
  private static final int DAC = 0xcc;
  private static final int RST0 = 0xd0;
  private static final int RST7 = 0xd7;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int TEM = 0x01;

  private final byte[] file;
  private final ByteReader reader;
  private ImageHeader header;

  private JpegStructure(byte[] file) {
    this.file = file;
    this.reader = new ByteReader(file, ByteOrder.BIG_ENDIAN);
  }

  static boolean matches(byte[] file) {
    return file.length >= 3
        && file[0] == (byte) 0xff
        && file[1] == (byte) 0xd8
        && file[2] == (byte) 0xff;
  }

  /** Reads the size and checks that the file runs to its end marker. */
  static ImageHeader check(byte[] file) throws MalformedImageException {
    return new JpegStructure(file).walk();
  }

  private ImageHeader walk() throws MalformedImageException {
    int at = 2;
    boolean scanned = false;
    while (true) {
      at = nextMarker(at);
      int marker = file[at] & 0xff;
      at++;
      if (marker == EOI) {
        break;
      }
      if (marker == TEM || (marker >= RST0 && marker <= RST7)) {
        continue;
      }
      int length = Math.max(2, reader.u16(at));
      reader.require(at, length);
      if (isFrame(marker)) {
        header = frame(marker, at);
      }
      scanned |= marker == SOS;
      at += length;
    }
    if (header == null || !scanned) {
      throw new MalformedImageException("damaged: a JPEG file without image data");
    }
    return header;
  }

  /**
   * Finds the next marker: skips the entropy-coded bytes of a scan, where 0xff is followed by 0.
   *
   * @return the index of the marker's second byte
   */
  private int nextMarker(int from) throws MalformedImageException {
    for (int i = from; i + 1 < file.length; i++) {
      if (file[i] == (byte) 0xff && file[i + 1] != 0 && file[i + 1] != (byte) 0xff) {
        return i + 1;
      }
    }
    throw new MalformedImageException("truncated: the JPEG file ends before its end marker");
  }

  private static boolean isFrame(int marker) {
    boolean table = marker == DHT || marker == JPG || marker == DAC;
    return marker >= SOF0 && marker <= SOF15 && !table;
  }

  private ImageHeader frame(int marker, int at) throws MalformedImageException {
    int height = reader.u16(at + 3);
    int width = reader.u16(at + 5);
    int components = reader.u8(at + 7);
    // The low two bits tell the process: 2 is progressive, whose coefficients are all kept.
    boolean progressive = (marker & 3) == 2;
    return new ImageHeader(Format.JPEG, width, height, components, progressive);
  }
}
