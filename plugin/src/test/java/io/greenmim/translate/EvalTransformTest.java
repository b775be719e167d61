package io.greenmim.translate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.config.Preprocessing;
import io.greenmim.image.CropBox;
import io.greenmim.image.ResampleFilter;
import io.greenmim.image.Resampler;
import io.greenmim.image.RgbImage;
import io.greenmim.testing.TinyImages;
import org.junit.jupiter.api.Test;

class EvalTransformTest {

  @Test
  void shorterSideIsResizedTo256For224() {
    assertEquals(256, new EvalTransform(224, true, Preprocessing.IMAGENET).resizedSide());
    assertEquals(219, new EvalTransform(192, true, Preprocessing.IMAGENET).resizedSide()); // 219.43
    assertEquals(438, new EvalTransform(384, true, Preprocessing.IMAGENET).resizedSide()); // 438.86
    assertEquals(73, new EvalTransform(64, true, Preprocessing.IMAGENET).resizedSide()); // 73.14
  }

  @Test
  void centreOfTheResizedImageIsCutOut() {
    RgbImage image = TinyImages.noisy(120, 100, 1);
    RgbImage crop = new EvalTransform(64, true, Preprocessing.IMAGENET).apply(image);

    // 73 x 100 / 120 to 87 x 73; margins of 23 and 9 pixels are halved to the even neighbour.
    RgbImage resized = new Resampler(ResampleFilter.BICUBIC).resize(image, 87, 73);
    RgbImage expected =
        new Resampler(ResampleFilter.BICUBIC)
            .resizeCrop(resized, new CropBox(12, 4, 64, 64), 64, 64);
    assertEquals(64, crop.width());
    assertEquals(64, crop.height());
    assertArrayEquals(expected.rgb(), crop.rgb());
  }

  @Test
  void preparedImagesPassUntouchedAndOthersAreRefused() {
    EvalTransform transform = new EvalTransform(64, false, Preprocessing.IMAGENET);
    RgbImage prepared = TinyImages.noisy(64, 64, 1);
    assertSame(prepared, transform.apply(prepared));

    RgbImage other = TinyImages.noisy(64, 65, 1);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> transform.apply(other));
    assertEquals(
        "image: expected 64 x 64 pixels as resize=false was given, got 64 x 65", e.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> new EvalTransform(0, true, Preprocessing.IMAGENET));
  }
}
