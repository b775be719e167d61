package io.greenmim.detect.boxes;

import io.greenmim.config.Checks;
import java.util.Arrays;

/**
 * Non-maximum suppression: going from the best score down, a box goes if it overlaps one that was
 * kept by more than a threshold. Of equal scores the lower index is the better; a box that went
 * suppresses nothing.
 *
 * <p>The overlap is a float32 number that is compared with the threshold as a double, so that an
 * overlap of 3/10 exceeds 0.3; boxes without area overlap nothing.
 */
public final class Nms {

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
    int[] kept = new int[Math.min(most, n)];
    int count = 0;
    KeptBoxes suppressors = new KeptBoxes(boxes, groups, threshold, kept.length);
    for (int box : ScoreOrder.descending(scores)) {
      if (count == kept.length) {
        break;
      }
      if (!suppressors.suppress(box)) {
        suppressors.add(box);
        kept[count++] = box;
      }
    }
    return Arrays.copyOf(kept, count);
  }
}
