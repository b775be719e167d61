package io.greenmim.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrientationTest {

  /** What is stored for the upright picture {@code ab / cd / ef} under each number. */
  @ParameterizedTest
  @CsvSource({
    "0, ab/cd/ef",
    "1, ab/cd/ef",
    "2, ba/dc/fe",
    "3, fe/dc/ba",
    "4, ef/cd/ab",
    "5, ace/bdf",
    "6, bdf/ace",
    "7, fdb/eca",
    "8, eca/fdb",
    "9, ab/cd/ef"
  })
  void turnsPicturesUpright(int number, String stored) {
    assertEquals("ab/cd/ef", text(picture(stored).upright(Orientation.of(number))));
  }

  private static PixelImage picture(String rows) {
    String[] lines = rows.split("/", -1);
    byte[] rgb = new byte[6 * 3];
    for (int i = 0; i < 6; i++) {
      byte value = (byte) lines[i / lines[0].length()].charAt(i % lines[0].length());
      rgb[3 * i] = value;
      rgb[3 * i + 1] = (byte) (value + 1);
      rgb[3 * i + 2] = (byte) (value + 2);
    }
    return PixelImage.rgb(lines[0].length(), lines.length, rgb);
  }

  private static String text(PixelImage image) {
    StringBuilder text = new StringBuilder();
    for (int y = 0; y < image.height(); y++) {
      text.append(y == 0 ? "" : "/");
      for (int x = 0; x < image.width(); x++) {
        assertEquals(image.sample(x, y, 0) + 2, image.sample(x, y, 2), "channels stay in order");
        text.append((char) image.sample(x, y, 0));
      }
    }
    return text.toString();
  }
}
