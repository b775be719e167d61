package io.greenmim.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Names, numbers and files are the same in an application of any locale: one with digits of its
 * own, one whose small i is another letter, one with a decimal comma. The command line, which sets
 * the locale of its process, takes no part.
 */
class LocaleIndependenceTest {

  @TempDir private Path folder;

  /** Each process reads what the one before it wrote under its locale. */
  @Test
  void applicationsOfAllLocalesPrintWriteAndReadTheSame() throws Exception {
    Path image = image();
    assertEquals("٣", String.format(Locale.forLanguageTag("ar-EG"), "%d", 3), "digits of its own");
    String expected = run("en-US", "en-US", image);
    assertTrue(expected.contains("swin_nano_patch4_window7_224"), expected);
    String before = "en-US";
    for (String locale : List.of("ar-EG", "tr-TR", "de-DE")) {
      assertEquals(expected, run(locale, before, image), locale);
      before = locale;
    }
    assertEquals(expected, run("en-US", "de-DE", image), "what was written in Germany");
  }

  private String run(String locale, String read, Path image) throws Exception {
    String[] parts = locale.split("-", -1);
    List<String> options =
        List.of(
            "-Duser.language=" + parts[0], "-Duser.country=" + parts[1], "-Dfile.encoding=UTF-8");
    ExampleJvm jvm = new ExampleJvm(folder, entry -> true, options, Map.of());
    Path written = folder.resolve(locale);
    if (Files.exists(written)) {
      written = folder.resolve(locale + " again");
    }
    ExampleJvm.End end =
        jvm.run(
            LocaleProbe.class.getName(),
            locale,
            folder.resolve(read).toString(),
            written.toString(),
            image.toString());
    assertEquals(0, end.exitCode(), () -> locale + ": " + end.err());
    return end.out();
  }

  private Path image() throws IOException {
    BufferedImage image = new BufferedImage(96, 64, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 96; x++) {
        image.setRGB(x, y, ((x * 2) << 16) | ((y * 3) << 8) | (x ^ y));
      }
    }
    Path file = folder.resolve("image.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}
