package io.greenmim.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResizeShorterTest {

  /** The longer side is int(S * longer / shorter): 256 * 463 / 387 = 306.27, 10 * 5 / 3 = 16.67. */
  @ParameterizedTest
  @CsvSource({
    "463, 387, 256, 306, 256",
    "387, 463, 256, 256, 306",
    "5, 3, 10, 16, 10",
    "7, 7, 4, 4, 4",
    "1, 9, 3, 3, 27"
  })
  void keepsTheShape(int width, int height, int shorter, int outWidth, int outHeight) {
    RgbImage image = TestPatterns.noisy(width, height);
    RgbImage result = new ResizeShorter(shorter, ResampleFilter.BICUBIC).apply(image);
    assertEquals(outWidth, result.width());
    assertEquals(outHeight, result.height());
    Resampler resampler = new Resampler(ResampleFilter.BICUBIC);
    assertArrayEquals(resampler.resize(image, outWidth, outHeight).rgb(), result.rgb());
  }

  @Test
  void imageOfThatSizeIsReturned() {
    RgbImage image = TestPatterns.noisy(31, 20);
    assertSame(image, new ResizeShorter(20, ResampleFilter.BILINEAR).apply(image));
  }

  @Test
  void refusesWhatNoArrayHolds() {
    assertThrows(
        IllegalArgumentException.class, () -> new ResizeShorter(0, ResampleFilter.BICUBIC));
    ResizeShorter large = new ResizeShorter(4096, ResampleFilter.BICUBIC);
    RgbImage ribbon = TestPatterns.noisy(1, 60);
    assertThrows(IllegalArgumentException.class, () -> large.apply(ribbon));
  }
}
