package io.greenmim.detect.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.image.CropBox;
import io.greenmim.image.PixelImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeometricTransformTest {

  private static final PixelSize SIZE = new PixelSize(2, 4);
  private static final RunLengthMask MASK =
      RunLengthMask.encode(2, 4, new byte[] {1, 0, 0, 1, 1, 1, 0, 0});

  private static PixelImage counting(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) i;
    }
    return PixelImage.rgb(width, height, rgb);
  }

  private static byte[] moved(GeometricTransform transform) {
    return ((Outline.Bitmap) transform.apply(new Outline.Bitmap(MASK))).mask().decode();
  }

  @Test
  void flips() {
    HorizontalFlip flip = new HorizontalFlip(SIZE);

    assertEquals(Boxes.of(1, 0, 3.5f, 2), flip.apply(Boxes.of(0.5f, 0, 3, 2)));
    assertArrayEquals(new byte[] {1, 0, 0, 1, 0, 0, 1, 1}, moved(flip));
    PixelImage flipped = flip.apply(counting(4, 2));
    assertEquals(9, flipped.sample(0, 0, 0));
    assertEquals(14, flipped.sample(3, 1, 2));
  }

  @Test
  void crops() {
    Crop crop = new Crop(SIZE, new CropBox(1, 1, 2, 1));

    assertEquals(new PixelSize(1, 2), crop.to());
    assertEquals(Boxes.of(-0.5f, -1, 2, 1), crop.apply(Boxes.of(0.5f, 0, 3, 2)));
    assertArrayEquals(new byte[] {1, 0}, moved(crop));
    assertArrayEquals(new byte[] {15, 16, 17, 18, 19, 20}, crop.apply(counting(4, 2)).bytes());
    assertThrows(IllegalArgumentException.class, () -> new Crop(SIZE, new CropBox(3, 0, 2, 1)));
  }

  @Test
  void resizes() {
    Resize resize = new Resize(SIZE, new PixelSize(1, 8));

    assertEquals(Boxes.of(1, 0, 6, 1), resize.apply(Boxes.of(0.5f, 0, 3, 2)));
    // The centre of the one row left lies on the border of two rows and falls to the lower one.
    assertArrayEquals(new byte[] {1, 1, 1, 1, 0, 0, 0, 0}, moved(resize));
    double[] polygon = {0, 0, 4, 0, 4, 2};
    Outline.Polygons stretched =
        (Outline.Polygons) resize.apply(new Outline.Polygons(List.of(polygon)));
    assertArrayEquals(new double[] {0, 0, 8, 0, 8, 1}, stretched.parts().get(0));
    assertEquals(8, resize.apply(counting(4, 2)).width());
  }

  @Test
  void outliersStayWithinWhatCanBeRasterised() {
    Outline.Polygons far = new Outline.Polygons(List.of(new double[] {0, 0, 9e5, -9e5, 3, 3}));
    Outline.Polygons stretched =
        (Outline.Polygons) new Resize(SIZE, new PixelSize(4, 8)).apply(far);

    assertArrayEquals(new double[] {0, 0, 1e6, -1e6, 6, 6}, stretched.parts().get(0));
  }

  @Test
  void boxesAloneStayBoxesAlone() {
    Outline none = new Outline.None();

    assertSame(none, new HorizontalFlip(SIZE).apply(none));
  }

  @Test
  void refusesAPictureOfAnotherSize() {
    DetectionSample sample =
        new DetectionSample(7, "7.png", counting(3, 2), Boxes.NONE, new int[0], List.of());

    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> new HorizontalFlip(SIZE).apply(sample));

    assertEquals("image 7: expected a picture of 4 x 2, got 3 x 2", refused.getMessage());
  }
}
