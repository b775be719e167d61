package io.greenmim.train.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.image.PixelImage;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSheetTest {

  private static final int GAP = SheetLayout.GAP;
  private static final int LINE = SheetLayout.LINE;
  private static final int WHITE = 0xffffff;
  private static final int TEXT = 0x303030;

  @TempDir Path folder;

  @Test
  void laysPicturesOutInRows() {
    ImageSheet sheet = new ImageSheet(List.of("left", "right"), "");
    sheet.add(List.of(plain(120, 40, 0xff0000), plain(200, 30, 0x00ff00)));
    sheet.add(List.of(plain(150, 20, 0x0000ff), plain(10, 10, 0xffff00)));
    BufferedImage drawn = sheet.draw();
    // Columns of 150 and 200 pixels, rows of 40 and 20, gaps around each, a line of titles.
    int top = GAP + LINE;
    assertEquals(150 + 200 + 3 * GAP, drawn.getWidth());
    assertEquals(top + 40 + GAP + 20 + GAP, drawn.getHeight());
    assertBox(drawn, 0xff0000, GAP, top, 120, 40);
    assertBox(drawn, 0x00ff00, 2 * GAP + 150, top, 200, 30);
    assertBox(drawn, 0x0000ff, GAP, top + 40 + GAP, 150, 20);
    assertBox(drawn, 0xffff00, 2 * GAP + 150, top + 40 + GAP, 10, 10);
    assertInk(drawn, 0, GAP + 150, 0, top);
    assertInk(drawn, 2 * GAP + 150, drawn.getWidth(), 0, top);
  }

  @Test
  void writesCaptionsAndNote() {
    ImageSheet sheet = new ImageSheet(List.of("a", "b"), "what is shown");
    sheet.add(List.of(plain(200, 50, 0x0000ff), plain(200, 50, 0x0000ff)), List.of("0.912", ""));
    BufferedImage drawn = sheet.draw();
    int below = GAP + LINE + 50;
    assertEquals(below + LINE + GAP + LINE + GAP, drawn.getHeight());
    assertInk(drawn, GAP, GAP + 200, below, below + LINE);
    assertInk(drawn, GAP, drawn.getWidth(), below + LINE + GAP, drawn.getHeight());
    for (int x = 2 * GAP + 200; x < drawn.getWidth(); x++) {
      assertEquals(WHITE, pixel(drawn, x, below + LINE / 2), "no caption below the second");
    }
  }

  @Test
  void enlargesSmallPicturesByAWholeFactor() {
    byte[] rgb = {(byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0};
    ImageSheet sheet = new ImageSheet(List.of("pixels"), "");
    sheet.add(List.of(PixelImage.rgb(2, 2, rgb)));
    BufferedImage drawn = sheet.draw();
    int top = GAP + LINE;
    int factor = SheetLayout.MIN_COLUMN / 2;
    assertEquals(SheetLayout.MIN_COLUMN + 2 * GAP, drawn.getWidth());
    assertBox(drawn, 0xff0000, GAP, top, factor, factor);
    assertBox(drawn, 0x00ff00, GAP + factor, top, factor, factor);
    assertBox(drawn, 0x0000ff, GAP, top + factor, factor, factor);
    assertBox(drawn, 0x000000, GAP + factor, top + factor, factor, factor);
  }

  @Test
  void wrapsTitlesAndNoteSoThatNothingIsLost() {
    FontMetrics metrics = metrics();
    String text = "reconstruction, visible patches pasted";
    int room = metrics.stringWidth("reconstruction, visible");
    assertEquals(
        List.of("reconstruction, visible", "patches pasted"),
        SheetLayout.wrap(text, metrics, room));
    assertEquals(
        "reconstruction,", SheetLayout.wrap(text, metrics, room - 1).get(0), "one pixel less");
    assertEquals(List.of(text), SheetLayout.wrap(text, metrics, metrics.stringWidth(text)));
    assertEquals(4, SheetLayout.wrap(text, metrics, 1).size());
    assertEquals(height("a", "b") + LINE, height("reconstruction, visible", "b"));
    assertEquals(height("a", "b") + LINE, height("a", "reconstruction, visible"));
  }

  private static int height(String title, String note) {
    ImageSheet sheet = new ImageSheet(List.of(title), note);
    sheet.add(List.of(plain(SheetLayout.MIN_COLUMN, 10, 0x0000ff)));
    return sheet.draw().getHeight();
  }

  @Test
  void cutsLongCaptions() {
    FontMetrics metrics = metrics();
    assertEquals("photo.jpg", DrawingFonts.fit("photo.jpg", metrics, 500));
    String cut = DrawingFonts.fit("a_very_long_name_of_a_photo.jpg", metrics, 100);
    assertTrue(cut.startsWith("a_very") && cut.endsWith("..."), cut);
    assertTrue(metrics.stringWidth(cut) <= 100, cut);
    assertEquals("...", DrawingFonts.fit("name", metrics, 0));
  }

  @Test
  void writesThePictureThatItDraws() throws IOException {
    Path file = folder.resolve("reconstructions").resolve("epoch-0001.png");
    ImageSheet sheet = new ImageSheet(List.of("original"), "note");
    sheet.add(List.of(plain(3, 2, 0x123456)), List.of("caption"));
    sheet.write(file);
    assertArrayEquals(pixels(sheet.draw()), pixels(ImageIO.read(file.toFile())));
    try (var files = Files.list(file.getParent())) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    PixelImage image = plain(1, 1, 0);
    assertThrows(IllegalArgumentException.class, () -> new ImageSheet(List.of(), ""));
    ImageSheet sheet = new ImageSheet(List.of("a", "b"), "");
    assertThrows(IllegalStateException.class, sheet::draw);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> sheet.add(List.of(image)));
    assertEquals(
        "image sheet: expected 2 pictures and captions in a row, got 1 and 1", e.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> sheet.add(List.of(image, image), List.of("a")));
  }

  private static FontMetrics metrics() {
    Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      return graphics.getFontMetrics(DrawingFonts.sansSerif(Font.PLAIN, 13));
    } finally {
      graphics.dispose();
    }
  }

  private static PixelImage plain(int width, int height, int rgb) {
    byte[] pixels = new byte[width * height * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (rgb >> (16 - 8 * (i % 3)));
    }
    return PixelImage.rgb(width, height, pixels);
  }

  private static int[] pixels(BufferedImage image) {
    int width = image.getWidth();
    return image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
  }

  private static int pixel(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & 0xffffff;
  }

  /** Checks that a box has a colour and the pixels just outside its edges have not. */
  private static void assertBox(
      BufferedImage image, int rgb, int left, int top, int width, int height) {
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        assertEquals(rgb, pixel(image, x, y), x + ", " + y);
      }
    }
    assertTrue(pixel(image, left - 1, top) != rgb, "left of the box");
    assertTrue(pixel(image, left + width, top) != rgb, "right of the box");
    assertTrue(pixel(image, left, top - 1) != rgb, "above the box");
    assertTrue(pixel(image, left, top + height) != rgb, "below the box");
  }

  private static void assertInk(
      BufferedImage image, int fromColumn, int toColumn, int fromRow, int toRow) {
    boolean ink = false;
    for (int y = fromRow; y < toRow; y++) {
      for (int x = fromColumn; x < toColumn; x++) {
        ink |= pixel(image, x, y) == TEXT;
      }
    }
    assertTrue(ink, "no text between the rows " + fromRow + " and " + toRow);
  }
}
