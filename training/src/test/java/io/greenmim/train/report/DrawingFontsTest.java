package io.greenmim.train.report;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawingFontsTest {

  @TempDir Path folder;

  /** The program of the process without fonts: prints what a user would read. */
  static final class Program {

    private Program() {}

    public static void main(String[] arguments) {
      try {
        DrawingFonts.require();
        System.out.print("fonts found");
      } catch (IllegalStateException e) {
        System.out.print(e.getMessage());
      }
    }
  }

  @Test
  void findsTheFontsOfThisMachine() {
    assertDoesNotThrow(DrawingFonts::require);
  }

  @Test
  void saysWhatToInstallOnAMachineWithoutFonts() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux"), "only Linux takes its fonts by fontconfig");
    Path configuration = folder.resolve("fonts.conf");
    Files.writeString(
        configuration,
        "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig><dir>"
            + folder.resolve("none")
            + "</dir><cachedir>"
            + folder
            + "</cachedir></fontconfig>");
    // Java remembers fonts below the home folder: an empty one, so that it asks again.
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.awt.headless=true",
            "-Duser.home=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName());
    builder.environment().put("FONTCONFIG_FILE", configuration.toString());
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    assertEquals(
        "pictures need a font: expected one from the operating system, found none; install"
            + " fontconfig and a font, on Debian: apt-get install fontconfig fonts-dejavu-core",
        output);
  }
}
