package io.greenmim.detect.boxes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NmsTest {

  /** IoU of the first two is 0.5, of the first and the third 1/3. */
  private static final Boxes THREE = Boxes.of(0, 0, 10, 10, 0, 0, 10, 5, 5, 0, 15, 10);

  @Test
  void anOverlapOfTheThresholdStays() {
    float[] scores = {0.3f, 0.9f, 0.5f};

    assertArrayEquals(new int[] {1, 2, 0}, Nms.keep(THREE, scores, 0.5));
    assertArrayEquals(new int[] {1, 2}, Nms.keep(THREE, scores, 0.49));
  }

  @Test
  void ofEqualScoresTheFirstStays() {
    Boxes same = THREE.select(new int[] {2, 2, 2});

    assertArrayEquals(new int[] {0}, Nms.keep(same, new float[] {-0f, 0f, 0f}, 0.5));
  }

  @Test
  void whatWentSuppressesNothing() {
    Boxes chain = Boxes.of(0, 0, 10, 10, 4, 0, 14, 10, 8, 0, 18, 10);

    assertArrayEquals(new int[] {0, 2}, Nms.keep(chain, new float[] {3, 2, 1}, 0.4));
  }

  @Test
  void groupsDoNotMeet() {
    Boxes same = THREE.select(new int[] {0, 0, 0, 0});
    float[] scores = {1, 2, 3, 4};

    assertArrayEquals(new int[] {3, 2}, Nms.keep(same, scores, new int[] {7, 0, 0, 7}, 0.5));
    assertArrayEquals(new int[] {3}, Nms.keep(same, scores, new int[] {7, 0, 0, 7}, 0.5, 1));
  }

  @Test
  void boxesWithoutAreaStay() {
    Boxes points = Boxes.of(1, 1, 1, 1, 1, 1, 1, 1);

    assertArrayEquals(new int[] {0, 1}, Nms.keep(points, new float[] {2, 1}, 0));
  }

  @Test
  void refusesScoresThatAreNone() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Nms.keep(THREE, new float[] {1, Float.NaN, 2}, 0.5));

    assertEquals("scores: expected numbers, got NaN at 1", refused.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Nms.keep(THREE, new float[] {1, 2}, 0.5));
    assertThrows(
        IllegalArgumentException.class,
        () -> Nms.keep(THREE, new float[] {1, 2, 3}, new int[] {0, -1, 0}, 0.5));
  }

  @Property(tries = 300)
  void keepsWhatComparingAllPairsKeeps(
      @ForAll long seed,
      @ForAll @IntRange(max = 150) int n,
      @ForAll @IntRange(min = 1, max = 4) int groups,
      @ForAll @DoubleRange(max = 1) double threshold) {
    SplittableRandom random = new SplittableRandom(seed);
    Boxes boxes = random(random, n);
    float[] scores = new float[n];
    int[] group = new int[n];
    for (int i = 0; i < n; i++) {
      scores[i] = random.nextInt(20) - 10;
      group[i] = random.nextInt(groups);
    }

    int[] kept = Nms.keep(boxes, scores, group, threshold);

    assertArrayEquals(everyPair(boxes, scores, group, threshold), kept);
    assertArrayEquals(
        Arrays.copyOf(kept, Math.min(5, kept.length)),
        Nms.keep(boxes, scores, group, threshold, 5));
  }

  /** Large, small, long and empty boxes, some of them twice. */
  private static Boxes random(SplittableRandom random, int n) {
    float[] corners = new float[4 * n];
    for (int i = 0; i < n; i++) {
      if (i > 0 && random.nextInt(4) == 0) {
        System.arraycopy(corners, 4 * random.nextInt(i), corners, 4 * i, 4);
      } else {
        corners[4 * i] = random.nextInt(-20, 100);
        corners[4 * i + 1] = random.nextInt(100) / 3f;
      }
      corners[4 * i + 2] = corners[4 * i] + random.nextInt(60);
      corners[4 * i + 3] = corners[4 * i + 1] + random.nextInt(200) / 7f;
    }
    return Boxes.of(corners);
  }

  private static int[] everyPair(Boxes boxes, float[] scores, int[] group, double threshold) {
    List<Integer> kept = new ArrayList<>();
    IntStream.range(0, scores.length)
        .boxed()
        .sorted((a, b) -> Float.compare(scores[b], scores[a]))
        .filter(
            box ->
                kept.stream()
                    .filter(other -> group[other] == group[box])
                    .noneMatch(
                        other ->
                            BoxOverlap.iou(
                                    boxes.select(new int[] {other}), boxes.select(new int[] {box}))[
                                    0]
                                > threshold))
        .forEach(kept::add);
    return kept.stream().mapToInt(i -> i).toArray();
  }

  /**
   * A box is compared with the kept boxes of its group that are near; all pairs of a group would be
   * forty times as many. {@code bench detect} measures what it takes.
   */
  @Test
  void comparesOnlyWithNearBoxesOfTheGroup() {
    SplittableRandom random = new SplittableRandom(1);
    int n = 80 * 1000;
    float[] corners = new float[4 * n];
    float[] scores = new float[n];
    int[] classes = new int[n];
    for (int i = 0; i < n; i++) {
      corners[4 * i] = (float) random.nextDouble(1200);
      corners[4 * i + 1] = (float) random.nextDouble(700);
      corners[4 * i + 2] = corners[4 * i] + 10 + (float) random.nextDouble(150);
      corners[4 * i + 3] = corners[4 * i + 1] + 10 + (float) random.nextDouble(150);
      scores[i] = (float) random.nextDouble();
      classes[i] = i % 80;
    }
    Boxes boxes = Boxes.of(corners);
    KeptBoxes kept = new KeptBoxes(boxes, classes, 0.5, n);
    int[] order = ScoreOrder.descending(scores);
    long pairs = 0;
    long[] keptOf = new long[80];
    for (int place = 0; place < n; place++) {
      int box = order[place];
      pairs += keptOf[classes[box]];
      if (!kept.suppress(box)) {
        kept.add(box, place);
        keptOf[classes[box]]++;
      }
    }
    long comparisons = kept.comparisons();
    assertTrue(comparisons > 0 && comparisons <= pairs / 20, comparisons + " of " + pairs);
  }
}
