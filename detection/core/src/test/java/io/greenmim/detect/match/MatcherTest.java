package io.greenmim.detect.match;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.detect.boxes.BoxOverlap;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.config.SamplingConfig;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MatcherTest {

  private static final Matcher ANCHORS = new Matcher(0.3, 0.7, true);
  private static final Matcher REGIONS = new Matcher(0.5, 0.5, false);

  @Test
  void labelsByThresholds() {
    float[] overlaps = {0.29f, 0.3f, 0.69f, 0.7f, 1};

    assertArrayEquals(
        new byte[] {0, -1, -1, 1, 1}, new Matcher(0.3, 0.7, false).match(overlaps, 5).labels());
    assertArrayEquals(new byte[] {0, 1}, REGIONS.match(new float[] {0.4999f, 0.5f}, 2).labels());
  }

  @Test
  void theFirstOfEqualObjectsIsTheMatch() {
    Matches matches = REGIONS.match(new float[] {0.6f, 0.1f, 0.6f, 0.2f}, 2);

    assertEquals(0, matches.object(0));
    assertEquals(1, matches.object(1));
  }

  @Test
  void everyBestCandidateOfAnObjectIsPositiveAndKeepsItsOwnObject() {
    float[] overlaps = {0.2f, 0.2f, 0.1f, 0.25f, 0, 0.9f};

    Matches matches = ANCHORS.match(overlaps, 3);

    assertArrayEquals(new byte[] {1, 1, 1}, matches.labels());
    assertEquals(1, matches.object(0));
  }

  @Test
  void anObjectThatOverlapsNothingMakesAllPositive() {
    Matches matches = ANCHORS.match(new float[] {0.1f, 0.2f, 0, 0}, 2);

    assertArrayEquals(new byte[] {1, 1}, matches.labels());
  }

  @Test
  void withoutObjectsAllIsBackground() {
    Boxes candidates = Boxes.of(0, 0, 4, 4, 2, 2, 5, 5);

    assertArrayEquals(new byte[] {0, 0}, ANCHORS.match(Boxes.NONE, candidates).labels());
    assertArrayEquals(
        new byte[] {0, 0}, new Matcher(0, 0, true).match(Boxes.NONE, candidates).labels());
    assertEquals(0, ANCHORS.match(candidates, Boxes.NONE).size());
  }

  @Property(tries = 200)
  void boxesMatchLikeTheirOverlaps(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int objects,
      @ForAll @IntRange(min = 1, max = 40) int candidates) {
    SplittableRandom random = new SplittableRandom(seed);
    Boxes rows = random(random, objects);
    Boxes columns = random(random, candidates);
    float[] overlaps = BoxOverlap.iou(rows, columns);

    Matches matches = ANCHORS.match(rows, columns);

    assertArrayEquals(ANCHORS.match(overlaps, candidates).labels(), matches.labels());
    for (int c = 0; c < candidates; c++) {
      int column = c;
      int best =
          IntStream.range(0, objects)
              .reduce(
                  0,
                  (a, b) ->
                      overlaps[b * candidates + column] > overlaps[a * candidates + column]
                          ? b
                          : a);
      assertEquals(best, matches.object(c));
      boolean bestOfOne =
          IntStream.range(0, objects)
              .anyMatch(
                  row -> {
                    float[] ofRow =
                        Arrays.copyOfRange(overlaps, row * candidates, (row + 1) * candidates);
                    return IntStream.range(0, candidates)
                        .allMatch(other -> ofRow[other] <= ofRow[column]);
                  });
      float value = overlaps[best * candidates + c];
      int expected = bestOfOne || value >= 0.7f ? 1 : value < 0.3f ? 0 : -1;
      assertEquals(expected, matches.label(c));
    }
  }

  private static Boxes random(SplittableRandom random, int n) {
    float[] corners = new float[4 * n];
    for (int i = 0; i < n; i++) {
      corners[4 * i] = random.nextInt(8);
      corners[4 * i + 1] = random.nextInt(8);
      corners[4 * i + 2] = corners[4 * i] + random.nextInt(1, 8);
      corners[4 * i + 3] = corners[4 * i + 1] + random.nextInt(1, 8);
    }
    return Boxes.of(corners);
  }

  @Test
  void samplesObjectsUpToTheirShareAndFillsUp() {
    BalancedSampler sampler =
        new BalancedSampler(new SamplingConfig(6, 0.34), Permutation.IDENTITY);

    BalancedSampler.Sample sample = sampler.sample(new int[] {3, 5, 8}, new int[] {0, 1, 2, 4, 6});

    assertArrayEquals(new int[] {3, 5}, sample.positives());
    assertArrayEquals(new int[] {0, 1, 2, 4}, sample.negatives());
  }

  @Test
  void samplesWhatThereIs() {
    BalancedSampler sampler =
        new BalancedSampler(new SamplingConfig(6, 0.5), Permutation.random(3));

    BalancedSampler.Sample sample = sampler.sample(new int[0], new int[] {7, 9});

    assertEquals(0, sample.positives().length);
    assertArrayEquals(new int[] {7, 9}, Arrays.stream(sample.negatives()).sorted().toArray());
  }

  @Property
  void aSeedDecidesThePermutation(
      @ForAll long seed, @ForAll @IntRange(max = 50) int n, @ForAll @IntRange(max = 50) int most) {
    int count = Math.min(n, most);
    Permutation random = Permutation.random(seed);
    Permutation again = Permutation.random(seed);

    int[] first = random.first(n, count);

    assertArrayEquals(first, again.first(n, count));
    assertArrayEquals(random.first(n, count), again.first(n, count));
    assertEquals(count, Arrays.stream(first).distinct().filter(i -> 0 <= i && i < n).count());
  }

  @Test
  void refusesObjectsThatAreNone() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new GroundTruth("a.jpg", Boxes.of(1, 1, 5, 5, 2, 2, 2, 9), new int[] {0, 0}));

    assertEquals(
        "a.jpg: object 1: expected a box with positive sides, got Boxes[2.0, 2.0, 2.0, 9.0]",
        refused.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new GroundTruth("a.jpg", Boxes.of(1, 1, 5, Float.NaN), new int[] {0}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new GroundTruth("a.jpg", Boxes.of(1, 1, 5, 5), new int[] {-1}));
  }
}
