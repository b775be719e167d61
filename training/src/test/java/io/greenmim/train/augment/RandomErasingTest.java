package io.greenmim.train.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.Preprocessing;
import io.greenmim.image.CropBox;
import io.greenmim.image.PixelImage;
import io.greenmim.random.SplitMix64;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RandomErasingTest {

  private static final RandomErasing ALWAYS = RandomErasing.of(1);
  private static final Preprocessing STATISTICS =
      Preprocessing.IMAGENET.withStatistics(List.of(0.5, 0.25), List.of(0.05, 0.1));

  @Property(tries = 300, seed = "4")
  void liesInsideOfThePicture(
      @ForAll @IntRange(min = 1, max = 300) int width,
      @ForAll @IntRange(min = 1, max = 300) int height,
      @ForAll long seed) {
    Optional<CropBox> box = ALWAYS.sample(width, height, SplitMix64.of(seed));
    if (box.isPresent()) {
      CropBox b = box.get();
      assertTrue(b.width() < width && b.height() < height);
      assertTrue(b.x() + b.width() <= width && b.y() + b.height() <= height);
    }
  }

  @Test
  void areaAndRatioFollowTheirRanges() {
    SplitMix64 random = SplitMix64.of(1);
    double areas = 0;
    int tall = 0;
    int boxes = 5000;
    for (int i = 0; i < boxes; i++) {
      CropBox box = ALWAYS.sample(1000, 1000, random).orElseThrow();
      double area = box.width() * box.height() / 1e6;
      double ratio = box.height() / (double) box.width();
      assertTrue(area > 0.0195 && area < 0.3345, "area " + area);
      assertTrue(ratio > 0.297 && ratio < 3.37, "ratio " + ratio);
      areas += area;
      tall += ratio > 1 ? 1 : 0;
    }
    assertEquals((0.02 + 1.0 / 3) / 2, areas / boxes, 0.01);
    assertEquals(0.5, tall / (double) boxes, 0.03);
  }

  @Test
  void erasesSoManyPicturesAndNothingElse() {
    PixelImage image = ImageOperationTest.noise(60, 40, 2, 1);
    byte[] before = image.bytes().clone();
    int erased = 0;
    for (int seed = 0; seed < 2000; seed++) {
      PixelImage changed = RandomErasing.of(0.25).apply(image, STATISTICS, SplitMix64.of(seed));
      erased += changed == image ? 0 : 1;
    }
    assertEquals(500, erased, 60);
    assertSame(image, RandomErasing.of(0).apply(image, STATISTICS, SplitMix64.of(1)));
    PixelImage changed = ALWAYS.apply(image, STATISTICS, SplitMix64.of(1));
    assertArrayEquals(changed.bytes(), ALWAYS.apply(image, STATISTICS, SplitMix64.of(1)).bytes());
    assertArrayEquals(before, image.bytes());
    // Each channel has the same pixels changed, in one rectangle.
    int left = 60;
    int right = 0;
    int top = 40;
    int bottom = 0;
    for (int i = 0; i < 60 * 40; i++) {
      if (image.sample(i % 60, i / 60, 0) != changed.sample(i % 60, i / 60, 0)) {
        left = Math.min(left, i % 60);
        right = Math.max(right, i % 60);
        top = Math.min(top, i / 60);
        bottom = Math.max(bottom, i / 60);
      }
    }
    double area = (right - left + 1) * (bottom - top + 1) / (60.0 * 40);
    assertTrue(area > 0.015 && area < 0.35, "area " + area);
  }

  /** Normal once it is normalised, in 8 bits and in 16; what a picture cannot have is cut. */
  @Test
  void noiseIsNormal() {
    RandomErasing large = new RandomErasing(1, 0.9, 0.98, 1);
    PixelImage bytes = PixelImage.of(400, 400, 2, new byte[400 * 400 * 2]);
    PixelImage shorts = PixelImage.of(400, 400, 2, new short[400 * 400 * 2]);
    for (PixelImage image : List.of(bytes, shorts)) {
      PixelImage noise = large.apply(image, STATISTICS, SplitMix64.of(2));
      int most = image.bits() == 8 ? 255 : 65535;
      for (int c = 0; c < 2; c++) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int y = 100; y < 300; y++) {
          for (int x = 100; x < 300; x++) {
            double z = noise.sample(x, y, c) / (double) most - STATISTICS.mean().get(c);
            z /= STATISTICS.deviation().get(c);
            sum += z;
            squares += z * z;
            count++;
          }
        }
        assertEquals(0, sum / count, 0.02);
        assertEquals(1, squares / count, c == 0 ? 0.02 : 0.03);
      }
    }
  }

  @Test
  void refusesWhatIsNoRange() {
    assertThrows(IllegalArgumentException.class, () -> RandomErasing.of(1.1));
    assertThrows(IllegalArgumentException.class, () -> new RandomErasing(1, 0.5, 0.4, 0.3));
    assertThrows(IllegalArgumentException.class, () -> new RandomErasing(1, 0.1, 0.4, 0));
  }
}
