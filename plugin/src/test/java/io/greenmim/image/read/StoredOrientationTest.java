package io.greenmim.image.read;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.image.Orientation;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredOrientationTest {

  private static final String ENTRY = "4d4d002a00000008" + "0001" + "0112";

  /** Type, number of values and value of the entry; the rules are those of Pillow. */
  @ParameterizedTest
  @CsvSource({
    "0003 00000001 00060000, 6", // SHORT
    "0004 00000001 00000008, 8", // LONG
    "0008 00000001 00030000, 3", // SSHORT
    "0009 00000001 00000005, 5", // SLONG
    "0003 00000002 00060001, 6", // two values: the first counts
    "0003 00000001 00000000, 1", // no such orientation
    "0003 00000001 00090000, 1",
    "0001 00000001 06000000, 1", // BYTE
    "0002 00000002 36000000, 1", // ASCII
    "0003 00000000 00060000, 1", // no value
    "0003 00000009 7fffffff, 1", // values behind the end
    "00ff 00000001 00060000, 1" // a type that is none
  })
  void readsTheEntryOfTheTag(String entry, int expected) {
    byte[] exif = HexFormat.of().parseHex(ENTRY + entry.replace(" ", "") + "00000000");
    assertOrientation(expected, exif, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "4578", "457869660000", "4949", "4d4d002affffffff", "4d4d002a00000008ffff"})
  void rubbishHasNone(String hex) {
    assertOrientation(1, HexFormat.of().parseHex(hex), "");
  }

  @ParameterizedTest
  @CsvSource({
    "tiff:Orientation=\"6\", 6",
    "tiff:Orientation='8', 8",
    "<tiff:Orientation>3</tiff:Orientation>, 3",
    "exif:Orientation=\"6\", 1"
  })
  void readsXmpWhereExifSaysNothing(String xmp, int expected) {
    assertOrientation(expected, new byte[0], xmp);
  }

  private static void assertOrientation(int expected, byte[] exif, String xmp) {
    assertEquals(
        Orientation.of(expected),
        StoredOrientation.of(exif, xmp.getBytes(StandardCharsets.US_ASCII)));
  }
}
