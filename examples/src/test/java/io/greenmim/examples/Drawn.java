package io.greenmim.examples;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.function.Executable;

/** What the examples look at, and what they print. */
final class Drawn {

  private Drawn() {}

  /** Draws a rectangle before noise. */
  static Path picture(Path file, int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage picture = new BufferedImage(80, 72, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 80 * 72; i++) {
      picture.setRGB(i % 80, i / 80, random.nextInt(1 << 24));
    }
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(seed % 2 == 0 ? Color.RED : Color.CYAN);
    graphics.fillRect(10, 20, 40, 30);
    graphics.dispose();
    Files.createDirectories(file.getParent());
    ImageIO.write(picture, "png", file.toFile());
    return file;
  }

  /** Runs a program and returns what it printed. */
  static String printed(Executable program) throws Exception {
    PrintStream usual = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      program.execute();
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      System.setOut(usual);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
