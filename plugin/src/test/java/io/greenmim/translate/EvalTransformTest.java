package io.greenmim.translate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.CropBox;
import io.greenmim.image.PixelImage;
import io.greenmim.image.ResampleFilter;
import io.greenmim.image.Resampler;
import io.greenmim.testing.TinyImages;
import org.junit.jupiter.api.Test;

class EvalTransformTest {

  @Test
  void shorterSideIsResizedTo256For224() {
    assertEquals(
        ImageSize.square(256),
        new EvalTransform(ImageSize.square(224), true, Preprocessing.IMAGENET).resizedSize());
    assertEquals(
        ImageSize.square(219),
        new EvalTransform(ImageSize.square(192), true, Preprocessing.IMAGENET)
            .resizedSize()); // 219.43
    assertEquals(
        ImageSize.square(438),
        new EvalTransform(ImageSize.square(384), true, Preprocessing.IMAGENET)
            .resizedSize()); // 438.86
    assertEquals(
        ImageSize.square(73),
        new EvalTransform(ImageSize.square(64), true, Preprocessing.IMAGENET)
            .resizedSize()); // 73.14
  }

  @Test
  void centreOfTheResizedImageIsCutOut() {
    PixelImage image = TinyImages.noisy(120, 100, 1);
    PixelImage crop =
        new EvalTransform(ImageSize.square(64), true, Preprocessing.IMAGENET).apply(image);

    // 73 x 100 / 120 to 87 x 73; margins of 23 and 9 pixels are halved to the even neighbour.
    PixelImage resized = new Resampler(ResampleFilter.BICUBIC).resize(image, 87, 73);
    PixelImage expected =
        new Resampler(ResampleFilter.BICUBIC)
            .resizeCrop(resized, new CropBox(12, 4, 64, 64), 64, 64);
    assertEquals(64, crop.width());
    assertEquals(64, crop.height());
    assertArrayEquals(expected.bytes(), crop.bytes());
  }

  /** 109 x 73 is covered at 109 x 90, of which 96 x 64 is the centre. */
  @Test
  void cropsNeedNotBeSquare() {
    PixelImage image = TinyImages.noisy(120, 100, 1);
    PixelImage crop =
        new EvalTransform(new ImageSize(64, 96), true, Preprocessing.IMAGENET).apply(image);

    Resampler resampler = new Resampler(ResampleFilter.BICUBIC);
    PixelImage resized = resampler.resize(image, 109, 90);
    PixelImage expected = resampler.resizeCrop(resized, new CropBox(6, 13, 96, 64), 96, 64);
    assertEquals(96, crop.width());
    assertEquals(64, crop.height());
    assertArrayEquals(expected.bytes(), crop.bytes());
  }

  @Test
  void preparedImagesPassUntouchedAndOthersAreRefused() {
    EvalTransform transform =
        new EvalTransform(ImageSize.square(64), false, Preprocessing.IMAGENET);
    PixelImage prepared = TinyImages.noisy(64, 64, 1);
    assertSame(prepared, transform.apply(prepared));

    PixelImage other = TinyImages.noisy(64, 65, 1);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> transform.apply(other));
    assertEquals(
        "image: expected 64 x 64 pixels as resize=false was given, got 64 x 65", e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new EvalTransform(ImageSize.square(0), true, Preprocessing.IMAGENET));
  }
}
