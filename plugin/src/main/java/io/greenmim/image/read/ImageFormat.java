package io.greenmim.image.read;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A format of image files that is read; told by a file's first bytes, never by its name. */
public enum ImageFormat {
  /** ITU-T T.81, in JFIF or with Exif data, grey, colour or CMYK. */
  JPEG("JPEG"),
  /** Portable Network Graphics. */
  PNG("PNG"),
  /** Bitmap of Windows and OS/2. */
  BMP("BMP"),
  /** RFC 9649; of an animation the first picture. */
  WEBP("WebP"),
  /** TIFF 6.0 and BigTIFF; of several pages the first. */
  TIFF("TIFF");

  /** Bytes that {@link #of} wants to see, from the file's start; fewer if the file has fewer. */
  public static final int SNIFFED_BYTES = 32;

  /** The formats as a part of a sentence. */
  public static final String NAMES = "JPEG, PNG, BMP, WebP or TIFF";

  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int BMP_HEADER_SIZE_AT = 14;

  /** Sizes that the second header of a bitmap may have, in bytes, by its version. */
  private static final int[] BMP_HEADER_SIZES = {12, 40, 52, 56, 64, 108, 124};

  private final String title;

  ImageFormat(String title) {
    this.title = title;
  }

  /**
   * Returns the format's name for people.
   *
   * @return the name as its authors write it
   */
  public String title() {
    return title;
  }

  /**
   * Tells the format of a file.
   *
   * @param start the file's first {@value #SNIFFED_BYTES} bytes, or more, or the whole file
   * @return the format, or empty if it is none that is read
   */
  public static Optional<ImageFormat> of(byte[] start) {
    if (startsWith(start, 0, (byte) 0xff, (byte) 0xd8, (byte) 0xff)) {
      return Optional.of(JPEG);
    }
    if (startsWith(start, 0, PNG_SIGNATURE)) {
      return Optional.of(PNG);
    }
    if (startsWith(start, 0, ascii("RIFF")) && startsWith(start, 8, ascii("WEBP"))) {
      return Optional.of(WEBP);
    }
    if (isTiff(start)) {
      return Optional.of(TIFF);
    }
    return isBmp(start) ? Optional.of(BMP) : Optional.empty();
  }

  private static boolean isTiff(byte[] start) {
    return startsWith(start, 0, new byte[] {'I', 'I', 42, 0})
        || startsWith(start, 0, new byte[] {'M', 'M', 0, 42})
        || startsWith(start, 0, new byte[] {'I', 'I', 43, 0})
        || startsWith(start, 0, new byte[] {'M', 'M', 0, 43});
  }

  /** Two letters are too little to tell a bitmap from a text: the header's size must fit too. */
  private static boolean isBmp(byte[] start) {
    if (!startsWith(start, 0, ascii("BM")) || start.length < BMP_HEADER_SIZE_AT + 4) {
      return false;
    }
    int size =
        (start[BMP_HEADER_SIZE_AT] & 0xff)
            | (start[BMP_HEADER_SIZE_AT + 1] & 0xff) << 8
            | (start[BMP_HEADER_SIZE_AT + 2] & 0xff) << 16
            | (start[BMP_HEADER_SIZE_AT + 3] & 0xff) << 24;
    return Arrays.stream(BMP_HEADER_SIZES).anyMatch(known -> known == size);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean startsWith(byte[] bytes, int at, byte... expected) {
    return bytes.length >= at + expected.length
        && Arrays.equals(bytes, at, at + expected.length, expected, 0, expected.length);
  }
}
