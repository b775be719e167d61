package io.greenmim.detect.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.image.PixelImage;
import org.junit.jupiter.api.Test;

class ImageVersionTest {

  private final PixelSize original = new PixelSize(40, 100);
  private final ImageVersion flipped =
      new ImageVersion(original, new PixelSize(80, 200), /* flipped= */ true);

  @Test
  void movesBoxesThereAndBack() {
    Boxes boxes = Boxes.of(10, 5, 30, 20);

    assertEquals(Boxes.of(140, 10, 180, 40), flipped.of(boxes));
    assertEquals(boxes, flipped.back(flipped.of(boxes)));
    ImageVersion upright = new ImageVersion(original, new PixelSize(20, 50), false);
    assertEquals(Boxes.of(5, 2.5f, 15, 10), upright.of(boxes));
    assertEquals(boxes, upright.back(upright.of(boxes)));
  }

  @Test
  void reversesTheRowsOfMasks() {
    float[] masks = {1, 2, 3, 4, 5, 6, 7, 8};

    assertArrayEquals(new float[] {2, 1, 4, 3, 6, 5, 8, 7}, flipped.back(masks, 2));
    ImageVersion upright = new ImageVersion(original, original, false);
    assertArrayEquals(masks, upright.back(masks, 2));
    assertThrows(IllegalArgumentException.class, () -> upright.back(masks, 3));
  }

  @Test
  void makesThePicture() {
    PixelImage picture = PixelImage.rgb(2, 1, new byte[] {1, 2, 3, 4, 5, 6});
    PixelSize size = new PixelSize(1, 2);

    assertSame(picture, new ImageVersion(size, size, false).of(picture));
    assertArrayEquals(
        new byte[] {4, 5, 6, 1, 2, 3}, new ImageVersion(size, size, true).of(picture).bytes());
    PixelImage larger = new ImageVersion(size, new PixelSize(3, 6), true).of(picture);
    assertEquals(6, larger.width());
    assertEquals(3, larger.height());
  }
}
