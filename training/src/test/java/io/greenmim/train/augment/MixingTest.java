package io.greenmim.train.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.ImageSize;
import io.greenmim.image.CropBox;
import io.greenmim.random.SplitMix64;
import io.greenmim.train.augment.Mixing.Mode;
import io.greenmim.train.augment.MixingPlan.Share;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MixingTest {

  private static final ImageSize SIZE = new ImageSize(12, 10);

  @Property(tries = 500, seed = "5")
  void aRectangleLeavesTheShareThatItTells(
      @ForAll @IntRange(min = 1, max = 64) int height,
      @ForAll @IntRange(min = 1, max = 64) int width,
      @ForAll @DoubleRange(min = 0, max = 1) double own,
      @ForAll @IntRange(min = 0, max = 63) int y,
      @ForAll @IntRange(min = 0, max = 63) int x) {
    Share share = Mixing.cut(own, new ImageSize(height, width), y % height, x % width);
    if (share.box().isEmpty()) {
      assertEquals(1, share.own());
      return;
    }
    CropBox box = share.box().get();
    assertTrue(box.x() + box.width() <= width && box.y() + box.height() <= height);
    double area = (double) box.width() * box.height() / (width * height);
    assertEquals(1 - area, share.own(), 1e-12);
    assertTrue(share.own() >= own - 1e-12, "no more is cut than was drawn");
  }

  @Property(tries = 200, seed = "6")
  void targetsSumToOne(
      @ForAll @IntRange(min = 1, max = 9) int images,
      @ForAll @IntRange(min = 1, max = 12) int classes,
      @ForAll @DoubleRange(min = 0, max = 0.99) double smoothing,
      @ForAll long seed) {
    SplitMix64 random = SplitMix64.of(seed);
    int[] labels = new int[images];
    for (int i = 0; i < images; i++) {
      labels[i] = random.nextInt(classes);
    }
    for (Mode mode : Mode.values()) {
      Mixing mixing = new Mixing(0.8, 1, 0.7, 0.5, mode);
      MixingPlan plan = mixing.plan(images, SIZE, SplitMix64.of(seed));
      assertEquals(plan, mixing.plan(images, SIZE, SplitMix64.of(seed)));
      float[] targets = new SoftTargets(classes, smoothing).of(labels, plan);
      for (int i = 0; i < images; i++) {
        double sum = 0;
        for (int k = 0; k < classes; k++) {
          assertTrue(targets[i * classes + k] >= 0);
          sum += targets[i * classes + k];
        }
        assertEquals(1, sum, 1e-5);
      }
    }
  }

  @Test
  void targetsAreSharesOfSmoothedLabels() {
    MixingPlan plan =
        new MixingPlan(
            SIZE,
            List.of(
                new Share(0.25, Optional.empty()), Share.WHOLE, new Share(0.5, Optional.empty())));
    float[] targets = new SoftTargets(4, 0.2).of(new int[] {0, 1, 3}, plan);
    // Smoothed: 0.05 everywhere and 0.85 at the label.
    float[] expected = {
      0.25f, 0.05f, 0.05f, 0.65f, 0.05f, 0.85f, 0.05f, 0.05f, 0.45f, 0.05f, 0.05f, 0.45f
    };
    assertArrayEquals(expected, targets, 1e-6f);
    assertThrows(
        IllegalArgumentException.class, () -> new SoftTargets(4, 0).of(new int[] {0}, plan));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatSharesADrawIsAlike(Mode mode) {
    MixingPlan plan = new Mixing(0.8, 1, 1, 0.5, mode).plan(64, SIZE, SplitMix64.of(3));
    Set<Share> different = new HashSet<>(plan.shares());
    assertTrue(plan.mixes());
    switch (mode) {
      case BATCH -> assertEquals(1, different.size());
      case PAIR -> {
        assertTrue(different.size() > 20 && different.size() <= 32);
        for (int i = 0; i < 64; i++) {
          assertEquals(plan.shares().get(i), plan.shares().get(plan.partner(i)));
        }
      }
      case ELEMENT -> assertTrue(different.size() > 40);
    }
  }

  @Test
  void probabilitiesAreKept() {
    Mixing mixing = new Mixing(0.8, 1, 0.6, 0.25, Mode.ELEMENT);
    List<Share> shares = mixing.plan(20_000, new ImageSize(224, 224), SplitMix64.of(1)).shares();
    long cut = shares.stream().filter(share -> share.box().isPresent()).count();
    long mixed = shares.stream().filter(share -> share.own() < 1).count();
    assertEquals(0.6, mixed / 20_000.0, 0.02);
    assertEquals(0.15, cut / 20_000.0, 0.01);
    assertFalse(Mixing.NONE.plan(8, SIZE, SplitMix64.of(1)).mixes());
    assertFalse(new Mixing(0, 0, 1, 1, Mode.BATCH).plan(8, SIZE, SplitMix64.of(1)).mixes());
    Mixing cutAlone = new Mixing(0, 1, 1, 0, Mode.ELEMENT);
    assertTrue(
        cutAlone.plan(50, new ImageSize(99, 99), SplitMix64.of(1)).shares().stream()
            .allMatch(share -> share.box().isPresent() || share.equals(Share.WHOLE)));
  }

  /** Mean one half, variance 1 / (4 (2 a + 1)). */
  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.2, 0.8, 1, 3})
  void sharesAreBetaNumbers(double alpha) {
    SplitMix64 random = SplitMix64.of(9);
    double sum = 0;
    double squares = 0;
    int draws = 40_000;
    for (int i = 0; i < draws; i++) {
      double share = Distributions.beta(alpha, random);
      assertTrue(share >= 0 && share <= 1);
      sum += share;
      squares += (share - 0.5) * (share - 0.5);
    }
    assertEquals(0.5, sum / draws, 0.01);
    assertEquals(1 / (4 * (2 * alpha + 1)), squares / draws, 0.004);
    assertTrue(Double.isFinite(Distributions.beta(1e-9, random)));
  }

  /** Against a loop over pixels; partners are taken before any mixing, in odd batches too. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5})
  void mixesPixels(int images) {
    MixingPlan plan = new Mixing(0.8, 1, 0.8, 0.5, Mode.ELEMENT).plan(images, SIZE, seeded(images));
    float[] pixels = new float[images * 2 * 12 * 10];
    SplitMix64 random = SplitMix64.of(8);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble(-2, 2);
    }
    float[] expected = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      int image = i / 240;
      int y = i / 10 % 12;
      int x = i % 10;
      float other = pixels[(images - 1 - image) * 240 + i % 240];
      Share share = plan.shares().get(image);
      Optional<CropBox> box = share.box();
      if (box.isPresent()) {
        boolean inside =
            x >= box.get().x()
                && x < box.get().x() + box.get().width()
                && y >= box.get().y()
                && y < box.get().y() + box.get().height();
        expected[i] = inside ? other : pixels[i];
      } else {
        expected[i] = (float) (share.own() * pixels[i] + (1 - share.own()) * other);
      }
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray batch = manager.create(pixels, new Shape(images, 2, 12, 10));
      assertArrayEquals(expected, plan.mix(batch).toFloatArray(), 1e-6f);
      assertSame(batch, MixingPlan.none(images, SIZE).mix(batch));
      MixingPlan other = MixingPlan.none(images, ImageSize.square(10));
      assertThrows(IllegalArgumentException.class, () -> other.mix(batch));
    }
  }

  private static SplitMix64 seeded(int seed) {
    return SplitMix64.of(seed, 77);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThrows(IllegalArgumentException.class, () -> new Mixing(-1, 1, 1, 0.5, Mode.BATCH));
    assertThrows(IllegalArgumentException.class, () -> new Mixing(1, 1, 1.5, 0.5, Mode.BATCH));
    assertThrows(IllegalArgumentException.class, () -> new Mixing(1, 1, 1, -0.5, Mode.BATCH));
    assertThrows(IllegalArgumentException.class, () -> new SoftTargets(3, 1));
    Share outside = new Share(0.5, Optional.of(new CropBox(6, 0, 5, 5)));
    assertThrows(
        IllegalArgumentException.class, () -> new MixingPlan(SIZE, List.of(outside, outside)));
  }
}
