package io.greenmim.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResizeToCoverTest {

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
    PixelImage image = TestPatterns.noisy(width, height);
    PixelImage result = new ResizeToCover(shorter, shorter, ResampleFilter.BICUBIC).apply(image);
    assertEquals(outWidth, result.width());
    assertEquals(outHeight, result.height());
    Resampler resampler = new Resampler(ResampleFilter.BICUBIC);
    assertArrayEquals(resampler.resize(image, outWidth, outHeight).bytes(), result.bytes());
  }

  /** By the axis that needs more: 300 x 200 covers 160 x 80 at 160 x 106, 40 x 80 at 120 x 80. */
  @ParameterizedTest
  @CsvSource({
    "300, 200, 160, 80, 160, 106",
    "300, 200, 40, 80, 120, 80",
    "30, 40, 6, 8, 6, 8",
    "31, 40, 6, 8, 6, 8"
  })
  void coversARectangle(int width, int height, int across, int down, int outWidth, int outHeight) {
    PixelImage image = TestPatterns.noisy(width, height);
    PixelImage result = new ResizeToCover(across, down, ResampleFilter.BICUBIC).apply(image);
    assertEquals(outWidth, result.width());
    assertEquals(outHeight, result.height());
  }

  @Test
  void imageOfThatSizeIsReturned() {
    PixelImage image = TestPatterns.noisy(31, 20);
    assertSame(image, new ResizeToCover(20, 20, ResampleFilter.BILINEAR).apply(image));
  }

  @Test
  void refusesWhatNoArrayHolds() {
    assertThrows(
        IllegalArgumentException.class, () -> new ResizeToCover(0, 0, ResampleFilter.BICUBIC));
    ResizeToCover large = new ResizeToCover(4096, 4096, ResampleFilter.BICUBIC);
    PixelImage ribbon = TestPatterns.noisy(1, 60);
    assertThrows(IllegalArgumentException.class, () -> large.apply(ribbon));
  }
}
