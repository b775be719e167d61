package io.greenmim.image.read;

import io.greenmim.image.Orientation;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The orientation in a file's metadata: tag 0x0112 of the first directory of its Exif data, else
 * what its XMP packet says. The same rules hold for all formats; data that cannot be understood
 * have no orientation.
 */
final class StoredOrientation {

  private static final int TAG = 0x0112;
  private static final String PREFIX = "Exif\0\0";
  private static final int CLASSIC = 42;
  private static final int BIG = 43;
  private static final int MOST_ENTRIES = 4096;
  private static final Pattern IN_XMP = Pattern.compile("tiff:Orientation(?:=[\"']|>)([0-9])");

  private StoredOrientation() {}

  /**
   * Finds the orientation.
   *
   * @param exif Exif data with or without their prefix, or nothing
   * @param xmp XMP packet, or nothing
   */
  static Orientation of(byte[] exif, byte[] xmp) {
    OptionalInt number = inExif(exif);
    if (number.isEmpty()) {
      Matcher matcher = IN_XMP.matcher(new String(xmp, StandardCharsets.ISO_8859_1));
      if (matcher.find()) {
        number = OptionalInt.of(Integer.parseInt(matcher.group(1)));
      }
    }
    return Orientation.of(number.orElse(1));
  }

  private static OptionalInt inExif(byte[] exif) {
    int start = 0;
    while (new String(
            exif,
            start,
            Math.min(PREFIX.length(), exif.length - start),
            StandardCharsets.ISO_8859_1)
        .equals(PREFIX)) {
      start += PREFIX.length();
    }
    if (exif.length - start < 8) {
      return OptionalInt.empty();
    }
    byte[] block = java.util.Arrays.copyOfRange(exif, start, exif.length);
    try {
      return inDirectory(block);
    } catch (MalformedImageException e) {
      // The picture is none the worse for metadata that end too early.
      return OptionalInt.empty();
    }
  }

  /** The orientation in the first directory of a file or block in TIFF's layout. */
  private static OptionalInt inDirectory(byte[] block) throws MalformedImageException {
    boolean little = block[0] == 'I' && block[1] == 'I';
    if (!little && !(block[0] == 'M' && block[1] == 'M')) {
      return OptionalInt.empty();
    }
    ByteReader reader =
        new ByteReader(block, little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int magic = reader.u16(2);
    if (magic != CLASSIC && magic != BIG) {
      return OptionalInt.empty();
    }
    TiffDirectory directory = TiffDirectory.read(reader, magic == BIG, MOST_ENTRIES);
    return directory.number(TAG);
  }
}
