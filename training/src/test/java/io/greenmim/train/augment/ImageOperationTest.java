package io.greenmim.train.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.image.PixelImage;
import io.greenmim.image.ResampleFilter;
import io.greenmim.random.SplitMix64;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Operations against plain loops; the pixels of Pillow are compared by {@code verify}. */
class ImageOperationTest {

  private static final List<Integer> FILL = List.of(124, 116, 104);
  private static final Filling CUBIC = new Filling(ResampleFilter.BICUBIC, FILL);
  private static final Filling LINEAR = new Filling(ResampleFilter.BILINEAR, FILL);

  static PixelImage noise(int width, int height, int channels, long seed) {
    SplitMix64 random = SplitMix64.of(seed);
    byte[] bytes = new byte[width * height * channels];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
    return PixelImage.of(width, height, channels, bytes);
  }

  private static PixelImage deep(int width, int height, int channels) {
    SplitMix64 random = SplitMix64.of(5);
    short[] shorts = new short[width * height * channels];
    for (int i = 0; i < shorts.length; i++) {
      shorts[i] = (short) random.nextInt(1 << 16);
    }
    return PixelImage.of(width, height, channels, shorts);
  }

  @ParameterizedTest
  @CsvSource({
    "Rotate, 0",
    "ShearX, 0",
    "ShearY, 0",
    "TranslateXRel, 0",
    "TranslateYRel, 0",
    "ColorIncreasing, 1",
    "ContrastIncreasing, 1",
    "BrightnessIncreasing, 1",
    "SharpnessIncreasing, 1",
    "PosterizeIncreasing, 8",
    "SolarizeIncreasing, 256",
    "SolarizeAdd, 0",
  })
  void changesNothingWithoutStrength(String name, double argument) {
    PixelImage image = noise(13, 9, 3, 1);
    for (Filling filling : List.of(CUBIC, LINEAR)) {
      PixelImage same = ImageOperation.of(name).apply(image, argument, filling);
      assertArrayEquals(image.bytes(), same.bytes());
    }
  }

  @ParameterizedTest
  @EnumSource(ImageOperation.class)
  void keepsSizeAndSource(ImageOperation operation) {
    PixelImage image = noise(17, 11, 3, 2);
    byte[] before = image.bytes().clone();
    PixelImage changed = operation.apply(image, operation.argument(9, true), CUBIC);
    assertEquals("PixelImage[17 x 11, 3 channels of 8 bits]", changed.toString());
    assertArrayEquals(before, image.bytes());
    assertEquals(operation, ImageOperation.of(operation.toString()));
  }

  /** By the definition of the kernels, with all sixteen weights; rounded down. */
  @Property(tries = 30, seed = "3")
  void geometryIsWhatTheKernelsSay(
      @ForAll @IntRange(min = 1, max = 20) int width,
      @ForAll @IntRange(min = 1, max = 20) int height,
      @ForAll @IntRange(min = -10, max = 10) int level,
      @ForAll @IntRange(min = 0, max = 4) int which) {
    ImageOperation operation = ImageOperation.GEOMETRIC.get(which);
    double argument = operation.argument(Math.abs(level), level < 0);
    PixelImage image = noise(width, height, 3, level);
    for (Filling filling : List.of(CUBIC, LINEAR)) {
      PixelImage changed = operation.apply(image, argument, filling);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double[] from = source(operation, argument, x + 0.5, y + 0.5, width, height);
          for (int c = 0; c < 3; c++) {
            double value = interpolated(image, from[0], from[1], c, filling);
            int got = changed.sample(x, y, c);
            // Sums in another order may fall on the other side of a whole number.
            assertTrue(
                got == (int) (value - 1e-9) || got == (int) (value + 1e-9),
                "%s of %s at %s, %s: %s, not %s".formatted(operation, argument, x, y, got, value));
          }
        }
      }
    }
  }

  private static double[] source(
      ImageOperation operation, double argument, double x, double y, int width, int height) {
    double angle = Math.toRadians(argument);
    double right = x - width / 2.0;
    double down = y - height / 2.0;
    return switch (operation) {
      case SHEAR_X -> new double[] {x + argument * y, y};
      case SHEAR_Y -> new double[] {x, y + argument * x};
      case TRANSLATE_X -> new double[] {x + argument * width, y};
      case TRANSLATE_Y -> new double[] {x, y + argument * height};
      default ->
          new double[] {
            right * Math.cos(angle) - down * Math.sin(angle) + width / 2.0,
            right * Math.sin(angle) + down * Math.cos(angle) + height / 2.0
          };
    };
  }

  private static double interpolated(
      PixelImage image, double x, double y, int channel, Filling filling) {
    if (x < 0 || x >= image.width() || y < 0 || y >= image.height()) {
      return FILL.get(channel);
    }
    double sum = 0;
    for (int row = (int) y - 3; row <= y + 3; row++) {
      for (int column = (int) x - 3; column <= x + 3; column++) {
        double weight =
            weight(column + 0.5 - x, filling.filter()) * weight(row + 0.5 - y, filling.filter());
        int nearX = Math.max(0, Math.min(image.width() - 1, column));
        int nearY = Math.max(0, Math.min(image.height() - 1, row));
        sum += weight * image.sample(nearX, nearY, channel);
      }
    }
    return Math.max(0, Math.min(255, sum));
  }

  private static double weight(double distance, ResampleFilter filter) {
    double d = Math.abs(distance);
    if (filter == ResampleFilter.BILINEAR) {
      return Math.max(0, 1 - d);
    }
    return d < 1 ? d * d * d - 2 * d * d + 1 : d < 2 ? -(d * d * d - 5 * d * d + 8 * d - 4) : 0;
  }

  /** Three pixels that turn by a right angle, counter-clockwise. */
  @Test
  void turnsCounterClockwise() {
    byte[] bytes = new byte[27];
    bytes[3 * 5] = 100; // the pixel on the right
    PixelImage turned = ImageOperation.ROTATE.apply(PixelImage.rgb(3, 3, bytes), 90, LINEAR);
    assertEquals(100, turned.sample(1, 0, 0));
    assertEquals(0, turned.sample(2, 1, 0));
  }

  /** Each channel of any image by itself; samples of 16 bits as well as those of 8. */
  @Test
  void geometryTakesAnyImage() {
    Filling five = new Filling(ResampleFilter.BICUBIC, List.of(1, 2, 3, 4, 5));
    for (PixelImage image : List.of(noise(12, 10, 5, 1), deep(12, 10, 5))) {
      for (ImageOperation operation : ImageOperation.GEOMETRIC) {
        double argument = operation.argument(7.3, false);
        PixelImage all = operation.apply(image, argument, five);
        assertEquals(image.toString(), all.toString());
        for (int c = 0; c < 5; c++) {
          Filling own = new Filling(ResampleFilter.BICUBIC, List.of(five.outside().get(c)));
          PixelImage one = operation.apply(image.select(c), argument, own);
          for (int i = 0; i < 120; i++) {
            assertEquals(one.sample(i % 12, i / 12, 0), all.sample(i % 12, i / 12, c));
          }
        }
      }
    }
    // Light and dark overshoot the kernel's range, and stay in theirs.
    short[] edge = {0, 0, -1, -1, 0, 0, -1, -1};
    PixelImage moved =
        ImageOperation.TRANSLATE_X.apply(
            PixelImage.of(8, 1, 1, edge), 0.04, new Filling(ResampleFilter.BICUBIC, List.of(7)));
    assertEquals(0, moved.sample(0, 0, 0));
    assertEquals(65535, moved.sample(2, 0, 0));
  }

  @ParameterizedTest
  @EnumSource(ImageOperation.class)
  void coloursNeedThreeChannelsOfEightBits(ImageOperation operation) {
    if (!ImageOperation.GEOMETRIC.contains(operation)) {
      for (PixelImage image : List.of(noise(4, 4, 1, 1), noise(4, 4, 4, 1), deep(4, 4, 3))) {
        IllegalArgumentException thrown =
            assertThrows(IllegalArgumentException.class, () -> operation.apply(image, 1, CUBIC));
        assertEquals(
            operation + ": expected 3 channels of 8 bits, got " + image, thrown.getMessage());
      }
    }
  }

  /** Hand-computed values of a row of grey pixels. */
  @ParameterizedTest
  @CsvSource({
    "AutoContrast, 0, 10 60 110, 0 127 255",
    "AutoContrast, 0, 9 9 9, 9 9 9",
    "Invert, 0, 0 1 255, 255 254 0",
    "PosterizeIncreasing, 1, 0 127 128, 0 0 128",
    "PosterizeIncreasing, 0, 0 127 255, 0 0 0",
    "SolarizeIncreasing, 100, 99 100 255, 99 155 0",
    "SolarizeAdd, 110, 0 127 128, 110 237 128",
    "BrightnessIncreasing, 1.9, 10 100 200, 19 190 255",
    "BrightnessIncreasing, 0.1, 10 19 255, 1 1 25",
    // The mean is 100.67, rounded 101.
    "ContrastIncreasing, 0.5, 1 101 200, 51 101 150",
    "ColorIncreasing, 0.1, 10 20 30, 10 20 30",
  })
  void changesGreyPixels(String name, double argument, String from, String to) {
    PixelImage changed = ImageOperation.of(name).apply(grey(from.split(" ")), argument, CUBIC);
    assertArrayEquals(grey(to.split(" ")).bytes(), changed.bytes());
  }

  private static PixelImage grey(String[] values) {
    byte[] bytes = new byte[3 * values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(values[i / 3]);
    }
    return PixelImage.rgb(values.length, 1, bytes);
  }

  /** A channel of 255 dark pixels and 255 of the largest value: a step of 1. */
  @Test
  void levelsTheHistogram() {
    List<String> values = new ArrayList<>(Collections.nCopies(255, "3"));
    values.addAll(Collections.nCopies(255, "4"));
    PixelImage changed =
        ImageOperation.EQUALIZE.apply(grey(values.toArray(String[]::new)), 0, CUBIC);
    assertEquals(0, changed.sample(0, 0, 0));
    assertEquals(255, changed.sample(509, 0, 0));
    // Too few other pixels for a step.
    PixelImage few = grey(new String[] {"1", "2", "2"});
    assertArrayEquals(few.bytes(), ImageOperation.EQUALIZE.apply(few, 0, CUBIC).bytes());
  }

  /** One light pixel among dark ones: 5 of 13 of it remain, and its neighbours get 1 of 13. */
  @Test
  void smoothsAllButTheBorder() {
    byte[] bytes = new byte[5 * 5 * 3];
    bytes[3 * 12] = (byte) 130;
    bytes[1] = (byte) 130;
    PixelImage dull = ImageOperation.SHARPNESS.apply(PixelImage.rgb(5, 5, bytes), 0.5, CUBIC);
    assertEquals(50 + 40, dull.sample(2, 2, 0));
    assertEquals(5, dull.sample(1, 1, 0));
    assertEquals(5, dull.sample(1, 1, 1));
    assertEquals(0, dull.sample(2, 1, 1));
    assertEquals(130, dull.sample(0, 0, 1));
  }

  @Test
  void namesWhatItDoesNotKnow() {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> ImageOperation.of("Blur"));
    assertTrue(thrown.getMessage().endsWith("TranslateYRel], got Blur"), thrown.getMessage());
  }
}
