package io.greenmim.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.image.CropBox;
import io.greenmim.image.ResampleFilter;
import io.greenmim.random.SplitMix64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomResizedCropTest {

  private static final int DRAWS = 20_000;

  private final RandomResizedCrop crops = new RandomResizedCrop(Augmentation.PRETRAINING);

  @Property(tries = 500, seed = "2")
  void liesInsideOfTheImage(
      @ForAll @IntRange(min = 1, max = 700) int width,
      @ForAll @IntRange(min = 1, max = 700) int height,
      @ForAll long seed) {
    RandomResizedCrop sampler = new RandomResizedCrop(Augmentation.PRETRAINING);
    CropBox crop = sampler.sample(width, height, SplitMix64.of(seed));
    assertTrue(crop.x() + crop.width() <= width && crop.y() + crop.height() <= height);
  }

  /** Of pictures twice as wide as high: ratios around 2, and the same for square ones. */
  @Test
  void ratioFollowsTheShapeOfThePicture() {
    assertEquals(Augmentation.PRETRAINING, Augmentation.PRETRAINING.withShape(224, 224));
    RandomResizedCrop wide = new RandomResizedCrop(Augmentation.PRETRAINING.withShape(320, 160));
    SplitMix64 random = SplitMix64.of(4);
    double logRatios = 0;
    for (int i = 0; i < DRAWS; i++) {
      CropBox crop = wide.sample(2000, 1000, random);
      double ratio = crop.width() / (double) crop.height();
      assertTrue(ratio > 1.497 && ratio < 2.673, "ratio " + ratio);
      logRatios += Math.log(ratio / 2);
    }
    assertEquals(0, logRatios / DRAWS, 0.005);
  }

  /**
   * A square of 1000: scale and log-ratio are uniform but for the draws that do not fit, which the
   * fraction of large areas shows: of scales above 0.75 some ratios stick out.
   */
  @Test
  void areaAndRatioFollowTheirRanges() {
    SplitMix64 random = SplitMix64.of(3);
    int below = 0;
    double logRatios = 0;
    double centres = 0;
    for (int i = 0; i < DRAWS; i++) {
      CropBox crop = crops.sample(1000, 1000, random);
      double scale = crop.width() * (double) crop.height() / 1e6;
      double ratio = crop.width() / (double) crop.height();
      assertTrue(scale > 0.199 && scale <= 1, "scale " + scale);
      assertTrue(ratio > 0.748 && ratio < 1.337, "ratio " + ratio);
      below += scale < 0.475 ? 1 : 0;
      logRatios += Math.log(ratio);
      centres += crop.x() + crop.width() / 2.0 + crop.y() + crop.height() / 2.0;
    }
    // Accepted: all of 0.2 to 0.75; above, |log ratio| <= -log scale of a range of log(4/3).
    // Integral over 0.75..1 of -log(s) / log(4/3) = (0.25 - 0.75 log(4/3)) / log(4/3) = 0.11902.
    double accepted = 0.55 + (0.25 - 0.75 * Math.log(4 / 3.0)) / Math.log(4 / 3.0);
    assertEquals(0.275 / accepted, below / (double) DRAWS, 0.015);
    assertEquals(0, logRatios / DRAWS, 0.005);
    assertEquals(1000, centres / DRAWS, 5);
  }

  /** Ratios out of range: ten tries fail, the largest central rectangle remains. */
  @ParameterizedTest
  @CsvSource({
    "1000, 10, 493, 0, 13, 10",
    "10, 1000, 0, 493, 10, 13",
    "1, 1, 0, 0, 1, 1",
    "1, 9, 0, 4, 1, 1"
  })
  void fallsBackToTheCentre(int width, int height, int x, int y, int cropWidth, int cropHeight) {
    Augmentation whole = new Augmentation(1, 1, 3.0 / 4, 4.0 / 3, 0.5, ResampleFilter.BICUBIC);
    assertEquals(
        new CropBox(x, y, cropWidth, cropHeight),
        new RandomResizedCrop(whole).sample(width, height, SplitMix64.of(4)));
  }

  @Test
  void wholeImageWhenNothingIsRandom() {
    Augmentation none = new Augmentation(1, 1, 1, 1, 0, ResampleFilter.BICUBIC);
    CropBox crop = new RandomResizedCrop(none).sample(300, 300, SplitMix64.of(9));
    assertEquals(new CropBox(0, 0, 300, 300), crop);
  }

  /** 224 / sqrt(0.2 * 3/4) = 578.4 and 224 / sqrt(0.2 / (4/3)) = 578.4. */
  @Test
  void sufficientSideCoversTheSmallestCrop() {
    assertEquals(579, Augmentation.PRETRAINING.sufficientSide(224, 224));
    SplitMix64 random = SplitMix64.of(8);
    for (int i = 0; i < DRAWS; i++) {
      CropBox crop = crops.sample(579, 700, random);
      assertTrue(Math.min(crop.width(), crop.height()) >= 224, crop.toString());
    }
  }

  @Test
  void refusesEmptyRanges() {
    assertRefused(0, 1, 1, 1, 0);
    assertRefused(0.5, 0.4, 1, 1, 0);
    assertRefused(0.5, 1.1, 1, 1, 0);
    assertRefused(0.5, 1, 2, 1, 0);
    assertRefused(0.5, 1, 0, 1, 0);
    assertRefused(0.5, 1, 1, Double.POSITIVE_INFINITY, 0);
    assertRefused(0.5, 1, 1, 1, 1.5);
    assertRefused(Double.NaN, 1, 1, 1, 0.5);
  }

  private static void assertRefused(
      double minScale, double maxScale, double minRatio, double maxRatio, double flip) {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Augmentation(minScale, maxScale, minRatio, maxRatio, flip, ResampleFilter.BICUBIC));
  }
}
