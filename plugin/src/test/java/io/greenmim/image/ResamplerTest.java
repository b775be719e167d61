package io.greenmim.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplerTest {

  /** Two roundings to 8 bits, the first one amplified by less than 1.3 in the second pass. */
  private static final double ROUNDING = 1.2;

  private static final Resampler BICUBIC = new Resampler(ResampleFilter.BICUBIC);
  private static final Resampler BILINEAR = new Resampler(ResampleFilter.BILINEAR);

  @ParameterizedTest
  @EnumSource(ResampleFilter.class)
  void constantImageStaysConstant(ResampleFilter filter) {
    Resampler resampler = new Resampler(filter);
    for (int value : new int[] {0, 1, 127, 254, 255}) {
      PixelImage image = TestPatterns.constant(23, 17, value);
      assertArrayEquals(
          TestPatterns.constant(9, 31, value).bytes(), resampler.resize(image, 9, 31).bytes());
    }
  }

  @ParameterizedTest
  @EnumSource(ResampleFilter.class)
  void sameSizeIsExact(ResampleFilter filter) {
    PixelImage image = TestPatterns.noisy(19, 8);
    Resampler resampler = new Resampler(filter);
    assertArrayEquals(image.bytes(), resampler.resize(image, 19, 8).bytes());
    // Through the kernel as well: a tap on every pixel centre, zero elsewhere.
    SourceBox whole = new SourceBox(0, 0, 19, 8);
    assertArrayEquals(image.bytes(), resampler.resize(image, whole, 19, 8).bytes());
  }

  @Test
  void bilinearHalvingByHand() {
    // Scale 2: triangle of half width 2 at centres 1 and 3 over pixels 0..3; the weights of the
    // first output are (3, 3, 1) / 7 after the cut at the border, of the second (1, 3, 3) / 7.
    PixelImage image = grey(4, 1, 10, 20, 100, 200);
    assertGrey(BILINEAR.resize(image, 2, 1), 27, 131);
  }

  @Test
  void bicubicDoublingByHand() {
    // Scale 1/2: centres -0.25, 0.25, 0.75, ... pixels from the first centre. Keys' weights (a =
    // -0.5) at distances 1.25, 0.25, 0.75, 1.75: -9/128, 111/128, 29/128, -3/128. Where taps are
    // cut, the others are divided by their sum: 131 / 128 for the third output.
    PixelImage image = grey(4, 1, 0, 128, 255, 255);
    double third = (29 * 0 + 111 * 128 - 9 * 255) / 131.0;
    double fourth = (-9 * 0 + 111 * 128 + 29 * 255 - 3 * 255) / 128.0;
    PixelImage result = BICUBIC.resize(image, 8, 1);
    assertEquals(0, result.sample(0, 0, 0), "overshoot below black is clipped");
    assertEquals(Math.round(third), result.sample(2, 0, 0));
    assertEquals(Math.round(fourth), result.sample(3, 0, 0));
    assertEquals(255, result.sample(5, 0, 0), "overshoot above white is clipped");
  }

  @Test
  void cropReadsNothingOutside() {
    PixelImage image = TestPatterns.noisy(40, 30);
    CropBox crop = new CropBox(7, 5, 21, 16);
    byte[] cut = new byte[21 * 16 * 3];
    for (int y = 0; y < 16; y++) {
      System.arraycopy(image.bytes(), ((5 + y) * 40 + 7) * 3, cut, y * 63, 63);
    }
    PixelImage expected = BICUBIC.resize(PixelImage.rgb(21, 16, cut), 13, 24);
    assertArrayEquals(expected.bytes(), BICUBIC.resizeCrop(image, crop, 13, 24).bytes());
    assertArrayEquals(cut, BICUBIC.resizeCrop(image, crop, 21, 16).bytes());
  }

  @Property(tries = 60, seed = "1")
  void equalsDoublePrecisionReference(
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 50) int outWidth,
      @ForAll @IntRange(min = 1, max = 50) int outHeight,
      @ForAll ResampleFilter filter) {
    PixelImage image = TestPatterns.noisy(width, height);
    PixelImage actual = new Resampler(filter).resize(image, outWidth, outHeight);
    double[] expected = SlowResize.resize(image, outWidth, outHeight, filter);
    for (int i = 0; i < expected.length; i++) {
      double clipped = Math.min(Math.max(expected[i], 0), 255);
      assertEquals(clipped, actual.bytes()[i] & 0xff, ROUNDING, "sample " + i);
    }
  }

  @Test
  void threadsDoNotDisturbEachOther() throws Exception {
    PixelImage image = TestPatterns.noisy(90, 70);
    byte[] expected = BICUBIC.resize(image, 41, 33).bytes();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      Callable<byte[]> task =
          () -> {
            BICUBIC.resize(image, 120, 9);
            return BICUBIC.resize(image, 41, 33).bytes();
          };
      for (Future<byte[]> result : pool.invokeAll(java.util.Collections.nCopies(32, task))) {
        assertArrayEquals(expected, result.get());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void refusesWhatLiesOutside() {
    PixelImage image = TestPatterns.constant(4, 3, 9);
    assertMessage(
        "does not lie inside an image of 4 x 3",
        () -> BICUBIC.resizeCrop(image, new CropBox(2, 0, 3, 3), 2, 2));
    assertMessage(
        "does not lie inside an image of 4 x 3",
        () -> BICUBIC.resize(image, new SourceBox(0, 0, 4, 3.5), 2, 2));
    assertMessage("at least 1 x 1, got 0 x 2", () -> BICUBIC.resize(image, 0, 2));
    assertMessage("x0 < x1", () -> new SourceBox(1, 0, 1, 2));
    assertMessage("non-negative origin", () -> new CropBox(-1, 0, 1, 2));
    assertMessage("has 36 bytes, got 35", () -> PixelImage.rgb(4, 3, new byte[35]));
    assertMessage("at least 1 x 1, got 0 x 3", () -> PixelImage.rgb(0, 3, new byte[0]));
  }

  private static void assertMessage(
      String part, org.junit.jupiter.api.function.Executable executable) {
    String message = assertThrows(IllegalArgumentException.class, executable).getMessage();
    assertTrue(message.contains(part), message);
  }

  private static PixelImage grey(int width, int height, int... values) {
    byte[] rgb = new byte[values.length * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) values[i / 3];
    }
    return PixelImage.rgb(width, height, rgb);
  }

  private static void assertGrey(PixelImage image, int... values) {
    assertArrayEquals(grey(image.width(), image.height(), values).bytes(), image.bytes());
  }
}
