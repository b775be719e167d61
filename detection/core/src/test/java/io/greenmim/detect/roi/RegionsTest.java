package io.greenmim.detect.roi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.detect.boxes.BoxCodec;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.OutputConfig;
import io.greenmim.detect.config.RoiConfig;
import io.greenmim.detect.match.GroundTruth;
import io.greenmim.detect.match.Permutation;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegionsTest {

  private static final GroundTruth TRUTH =
      new GroundTruth("a.jpg", Boxes.of(0, 0, 10, 10, 50, 50, 60, 60), new int[] {1, 0});
  private static final GroundTruth NOTHING = new GroundTruth("b.jpg", Boxes.NONE, new int[0]);
  private static final Boxes PROPOSALS = Boxes.of(20, 20, 30, 30, 0, 0, 10, 8, 50, 50, 60, 54);
  private static final RoiSampler SAMPLER = new RoiSampler(RoiConfig.published(), 3);
  private static final DetectionSelector SELECTOR =
      new DetectionSelector(new OutputConfig(0.05, 0.5, 2, 0.5));
  private static final PixelSize SIZE = new PixelSize(40, 40);

  @Test
  void objectsComeFirstAndAreRegionsThemselves() {
    RoiSample sample = SAMPLER.sample(PROPOSALS, TRUTH, Permutation.IDENTITY);

    assertArrayEquals(new int[] {1, 3, 4, 0, 2}, sample.indices());
    assertArrayEquals(new int[] {1, 1, 0, 3, 3}, sample.classes());
    assertArrayEquals(new int[] {0, 0, 1, 0, 1}, sample.objects());
    assertEquals(3, sample.foreground());
    assertEquals(TRUTH.boxes(), sample.boxes().select(new int[] {1, 2}));
  }

  @Test
  void targetsAreNumberedOverAllImages() {
    List<RoiSample> samples =
        List.of(
            SAMPLER.sample(PROPOSALS, NOTHING, Permutation.IDENTITY),
            SAMPLER.sample(PROPOSALS, TRUTH, Permutation.IDENTITY));

    BoxTargets targets = BoxTargets.of(samples, List.of(NOTHING, TRUTH), BoxCodec.unweighted());

    assertArrayEquals(new int[] {3, 3, 3, 1, 1, 0, 3, 3}, targets.classes());
    assertArrayEquals(new int[] {3, 4, 5}, targets.foreground());
    assertArrayEquals(
        new float[] {0, 0.125f, 0, (float) Math.log(1.25), 0, 0, 0, 0, 0, 0, 0, 0},
        targets.deltas(),
        1e-6f);
  }

  @Test
  void refusesClassesThatTheDetectorLacks() {
    GroundTruth wrong = new GroundTruth("a.jpg", Boxes.of(0, 0, 1, 1), new int[] {3});

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> SAMPLER.sample(PROPOSALS, wrong, Permutation.IDENTITY));

    assertEquals("a.jpg: expected classes below 3, got 3", refused.getMessage());
  }

  @Test
  void choosesByScoreWithinClasses() {
    Boxes boxes = Boxes.of(0, 0, 10, 10, 0, 0, 10, 9, 0, 0, 10, 8, 0, 0, 10, 50);
    float[] scores = {0.6f, 0.3f, 0.1f, 0.5f, 0.05f, 0.45f};

    Detections found = SELECTOR.select(boxes, scores, 2, SIZE);

    assertEquals(Boxes.of(0, 0, 10, 10, 0, 0, 10, 9), found.boxes());
    assertArrayEquals(new float[] {0.6f, 0.3f}, found.scores());
    assertArrayEquals(new int[] {0, 1}, found.classes());
    assertArrayEquals(new int[] {0, 0}, found.regions());
  }

  @Test
  void classesMayShareABox() {
    Boxes boxes = Boxes.of(0, 0, 10, 10, 20, 20, 50, 30);
    float[] scores = {0.6f, 0.3f, 0.1f, 0.01f, 0.9f, 0.09f};

    Detections found = SELECTOR.select(boxes, scores, 2, SIZE);

    assertEquals(Boxes.of(20, 20, 40, 30, 0, 0, 10, 10), found.boxes());
    assertArrayEquals(new int[] {1, 0}, found.classes());
    assertArrayEquals(new int[] {1, 0}, found.regions());
  }

  @Test
  void leavesRegionsOutThatAreNoNumbers() {
    Boxes boxes = Boxes.of(0, 0, 10, Float.POSITIVE_INFINITY, 20, 20, 30, 30, 0, 0, 1, 1);
    float[] scores = {0.9f, 0.1f, 0.8f, 0.2f, 0.7f, Float.NaN};

    Detections found = SELECTOR.select(boxes, scores, 1, SIZE);

    assertArrayEquals(new int[] {1}, found.regions());
  }

  @Test
  void findsNothingInNothing() {
    assertEquals(0, SELECTOR.select(Boxes.NONE, new float[0], 5, SIZE).boxes().size());
    assertThrows(
        IllegalArgumentException.class, () -> SELECTOR.select(Boxes.NONE, new float[6], 5, SIZE));
  }
}
