package io.greenmim.detect.boxes;

import io.greenmim.config.Checks;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Non-maximum suppression: going from the best score down, a box goes if it overlaps one that was
 * kept by more than a threshold. Of equal scores the lower index is the better; a box that went
 * suppresses nothing.
 *
 * <p>The overlap is a float32 number that is compared with the threshold as a double, so that an
 * overlap of 3/10 exceeds 0.3; boxes without area overlap nothing.
 */
public final class Nms {

  /** From here on it pays to wake the other cores. */
  private static final int MANY = 10_000;

  private Nms() {}

  /**
   * Suppresses among all boxes.
   *
   * @param boxes the boxes (n)
   * @param scores their scores (n)
   * @param threshold largest overlap that two kept boxes may have, in [0, 1]
   * @return indices of the kept boxes, best first
   * @throws IllegalArgumentException if the numbers of boxes and scores differ or a score is NaN
   */
  public static int[] keep(Boxes boxes, float[] scores, double threshold) {
    return keep(boxes, scores, new int[boxes.size()], threshold);
  }

  /**
   * Suppresses within groups, such as classes or levels.
   *
   * @param boxes the boxes (n)
   * @param scores their scores (n)
   * @param groups their groups (n), at least 0; memory grows with the largest
   * @param threshold largest overlap that two kept boxes of a group may have, in [0, 1]
   * @return indices of the kept boxes of all groups, best first
   * @throws IllegalArgumentException if the numbers of boxes, scores and groups differ, a score is
   *     NaN or a group is negative
   */
  public static int[] keep(Boxes boxes, float[] scores, int[] groups, double threshold) {
    return keep(boxes, scores, groups, threshold, boxes.size());
  }

  /**
   * Suppresses within groups until enough boxes are kept: the first of what all would give.
   *
   * @param boxes the boxes (n)
   * @param scores their scores (n)
   * @param groups their groups (n), at least 0; memory grows with the largest
   * @param threshold largest overlap that two kept boxes of a group may have, in [0, 1]
   * @param most how many boxes are kept at most, over all groups
   * @return indices of the kept boxes of all groups, best first
   * @throws IllegalArgumentException if the numbers of boxes, scores and groups differ, a score is
   *     NaN or a group is negative
   */
  public static int[] keep(Boxes boxes, float[] scores, int[] groups, double threshold, int most) {
    int n = boxes.size();
    Checks.that(
        scores.length == n && groups.length == n,
        "expected a score and a group for each of %d boxes, got %d and %d",
        n,
        scores.length,
        groups.length);
    int[] order = ScoreOrder.descending(scores);
    KeptBoxes suppressors = new KeptBoxes(boxes, groups, threshold, Math.min(most, n));
    return most < n ? firstKept(order, suppressors, most) : allKept(order, groups, suppressors);
  }

  /** Goes through all groups at once, so that it can stop early. */
  private static int[] firstKept(int[] order, KeptBoxes suppressors, int most) {
    int[] kept = new int[most];
    int count = 0;
    for (int i = 0; i < order.length && count < most; i++) {
      if (!suppressors.suppress(order[i])) {
        suppressors.add(order[i], count);
        kept[count++] = order[i];
      }
    }
    return Arrays.copyOf(kept, count);
  }

  /**
   * Goes group by group, so that the kept boxes of one stay in a core's cache; many boxes go on all
   * cores.
   */
  private static int[] allKept(int[] order, int[] groups, KeptBoxes suppressors) {
    int[] ends = new int[Arrays.stream(groups).max().orElse(0) + 2];
    int[] sorted = byGroup(order, groups, ends);
    boolean[] isKept = new boolean[order.length];
    IntStream all = IntStream.range(0, ends.length - 1);
    (order.length < MANY ? all : all.parallel())
        .forEach(
            group -> {
              for (int i = group == 0 ? 0 : ends[group - 1]; i < ends[group]; i++) {
                if (!suppressors.suppress(sorted[i])) {
                  suppressors.add(sorted[i], i);
                  isKept[sorted[i]] = true;
                }
              }
            });
    return Arrays.stream(order).filter(box -> isKept[box]).toArray();
  }

  /** Lists the boxes of each group in their order and finds where each group ends. */
  private static int[] byGroup(int[] order, int[] groups, int[] ends) {
    for (int group : groups) {
      ends[group + 1]++;
    }
    for (int group = 1; group < ends.length; group++) {
      ends[group] += ends[group - 1];
    }
    int[] sorted = new int[order.length];
    for (int box : order) {
      sorted[ends[groups[box]]++] = box; // from where the group begins to where it ends
    }
    return sorted;
  }
}
