package io.greenmim.train.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.image.read.ImageLimits;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedImagesTest {

  @TempDir private Path folder;

  /** Soft blobs, as different from those of another seed as two photographs are. */
  private static BufferedImage picture(long seed, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    Random random = new Random(seed);
    for (int i = 0; i < 12; i++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      double x = random.nextDouble() * 0.8;
      double y = random.nextDouble() * 0.8;
      graphics.fill(new Ellipse2D.Double(x * width, y * height, 0.4 * width, 0.4 * height));
    }
    graphics.dispose();
    return image;
  }

  private void write(BufferedImage image, String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile());
  }

  private void copy(String from, String to) throws IOException {
    Files.createDirectories(folder.resolve(to).getParent());
    Files.copy(folder.resolve(from), folder.resolve(to));
  }

  private SharedImages find() throws IOException {
    LabelledData data =
        LabelledData.read(new LabelSettings(folder, null, null, null), 0, line -> {});
    return SharedImages.find(data, 3, ImageLimits.USUAL);
  }

  private static List<String> text(List<SharedImages.Pair> pairs) {
    return pairs.stream()
        .map(pair -> pair.first().name() + " " + pair.second().name() + " " + pair.sameBytes())
        .toList();
  }

  private void drawDifferent() throws IOException {
    for (int i = 0; i < 10; i++) {
      write(picture(i, 60, 40), "train/" + (i % 2 == 0 ? "cat/" : "dog/") + i + ".png");
    }
    for (int i = 10; i < 16; i++) {
      write(picture(i, 60, 40), "val/" + (i % 2 == 0 ? "cat/" : "dog/") + i + ".png");
    }
  }

  @Test
  void differentImagesAreNone() throws IOException {
    drawDifferent();
    SharedImages shared = find();
    assertEquals(List.of(), shared.leaked());
    assertEquals(List.of(), shared.contradicting());
    assertEquals(6, shared.validated());
    assertTrue(shared.looked());
    Path list = folder.resolve(SharedImages.LIST);
    Files.writeString(list, "old");
    assertEquals(List.of(), shared.list(list));
    assertFalse(Files.exists(list));
  }

  @Test
  void sameBytesAndSameLooksAreNamed() throws IOException {
    drawDifferent();
    copy("train/dog/3.png", "val/dog/copy.png");
    write(picture(4, 120, 80), "val/cat/larger.png");
    write(picture(5, 240, 160), "train/dog/5.png");
    write(picture(5, 240, 160), "val/dog/again.jpg");
    write(picture(6, 40, 60), "val/cat/stretched.png");

    SharedImages shared = find();

    assertEquals(
        List.of(
            "cat/larger.png cat/4.png false",
            "dog/again.jpg dog/5.png false",
            "dog/copy.png dog/3.png true"),
        text(shared.leaked()));
    Path list = folder.resolve(SharedImages.LIST);
    assertEquals(
        List.of(
            "3 of 10 images to validate on are trained on too (1 the same bytes, 2 the same looks):"
                + " cat/larger.png = cat/4.png, dog/again.jpg = dog/5.png, dog/copy.png ="
                + " dog/3.png; all in "
                + list),
        shared.list(list));
    assertEquals(
        "validation\tD/val/dog/copy.png\ttraining\tD/train/dog/3.png\tsame bytes",
        Files.readAllLines(list).get(2).replace(folder + "", "D"));
  }

  @Test
  void sameBytesOfTwoClassesAreNamed() throws IOException {
    drawDifferent();
    copy("train/dog/3.png", "train/cat/copy.png");
    copy("val/cat/10.png", "train/dog/10.png");
    SharedImages shared = find();
    assertEquals(List.of("cat/10.png dog/10.png true"), text(shared.leaked()));
    assertEquals(
        List.of("cat/copy.png dog/3.png true", "dog/10.png cat/10.png true"),
        text(shared.contradicting()));
    Path list = folder.resolve(SharedImages.LIST);
    assertEquals(
        "2 pair(s) of images of two classes have the same bytes: cat/copy.png = dog/3.png,"
            + " dog/10.png = cat/10.png; all in "
            + list,
        shared.list(list).get(1));
  }

  @Test
  void plainImagesOfOneColourAreTheSameOnlyIfTheyAre() throws IOException {
    for (int i = 0; i < 4; i++) {
      BufferedImage plain = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = plain.createGraphics();
      graphics.setColor(new Color(100 + i, 30, 220));
      graphics.fillRect(0, 0, 40, 40);
      graphics.dispose();
      write(plain, (i < 2 ? "train/" : "val/") + (i % 2 == 0 ? "cat/" : "dog/") + i + ".png");
    }
    assertEquals(List.of(), find().leaked());
  }

  @Test
  void longFilesThatBeginTheSameAreDifferent() throws IOException {
    byte[] bytes = new byte[10_000];
    for (int i = 0; i < 4; i++) {
      bytes[9_999] = (byte) i;
      Path file =
          folder.resolve((i < 2 ? "train/" : "val/") + (i % 2 == 0 ? "cat/" : "dog/") + i + ".jpg");
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    }
    copy("train/cat/0.jpg", "val/cat/same.jpg");
    assertEquals(List.of("cat/same.jpg cat/0.jpg true"), text(find().leaked()));
  }
}
