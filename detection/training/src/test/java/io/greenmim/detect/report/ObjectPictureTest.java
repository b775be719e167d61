package io.greenmim.detect.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.image.PixelImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectPictureTest {

  private static final int WIDTH = 120;
  private static final int HEIGHT = 80;
  private static final PixelImage BLACK =
      PixelImage.rgb(WIDTH, HEIGHT, new byte[3 * WIDTH * HEIGHT]);

  private static int sum(PixelImage image, int x, int y) {
    return image.sample(x, y, 0) + image.sample(x, y, 1) + image.sample(x, y, 2);
  }

  /** A mask of the rectangle [60, 90) x [50, 70). */
  private static RunLengthMask rectangle() {
    byte[] bitmap = new byte[WIDTH * HEIGHT];
    for (int y = 50; y < 70; y++) {
      for (int x = 60; x < 90; x++) {
        bitmap[y * WIDTH + x] = 1;
      }
    }
    return RunLengthMask.encode(HEIGHT, WIDTH, bitmap);
  }

  @Test
  void tintsTheMaskAndDrawsTheBox() {
    DrawnObject object = new DrawnObject("cat", 0, 0.9, 50, 40, 100, 75, rectangle());

    PixelImage drawn = ObjectPicture.draw(BLACK, List.of(object));

    assertNotEquals(0, sum(drawn, 61, 51), "inside the mask");
    assertEquals(0, sum(drawn, 55, 60), "inside the box, outside the mask");
    assertNotEquals(0, sum(drawn, 50, 60), "on the box");
    assertEquals(0, sum(drawn, 10, 75), "outside");
    assertEquals(0, sum(BLACK, 61, 51), "the image itself");
  }

  @Test
  void categoriesDiffer() {
    DrawnObject first = new DrawnObject("cat", 0, Double.NaN, 50, 40, 100, 75, rectangle());
    DrawnObject second = new DrawnObject("dog", 1, Double.NaN, 50, 40, 100, 75, rectangle());

    PixelImage one = ObjectPicture.draw(BLACK, List.of(first));
    PixelImage two = ObjectPicture.draw(BLACK, List.of(second));

    assertNotEquals(one.sample(61, 51, 0), two.sample(61, 51, 0));
  }

  @Test
  void aMaskOfAnotherSizeIsRefused() {
    DrawnObject object =
        new DrawnObject("cat", 0, 1, 0, 0, 5, 5, RunLengthMask.empty(HEIGHT, WIDTH - 1));

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> ObjectPicture.draw(BLACK, List.of(object)));

    assertEquals(
        "mask: expected 120 x 80 pixels as the image has, got 119 x 80", refused.getMessage());
  }
}
