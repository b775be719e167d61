package io.greenmim.detect.match;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.BoxOverlap;
import io.greenmim.detect.boxes.Boxes;
import java.util.Arrays;

/**
 * Gives each candidate the object that it overlaps most and a label by that overlap (Ren et al.,
 * 2015, arXiv 1506.01497, section 3.1.2).
 *
 * <p>With low-quality matches the best candidates of every object are positive, however low their
 * overlap; each keeps the object that it overlaps most itself. An object that overlaps no candidate
 * has the best overlap 0, which all candidates share: all become positive, as in detectron2 and
 * torchvision.
 *
 * @param negativeBelow candidates whose best overlap is below are background, in [0, 1]
 * @param positiveFrom candidates whose best overlap is at least this are objects, not below {@code
 *     negativeBelow}; those between are ignored
 * @param lowQuality whether the best candidates of an object are positive in any case
 */
public record Matcher(double negativeBelow, double positiveFrom, boolean lowQuality) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a threshold is out of its range
   */
  public Matcher {
    Checks.that(
        0 <= negativeBelow && negativeBelow <= positiveFrom && positiveFrom <= 1,
        "expected 0 <= negativeBelow <= positiveFrom <= 1, got %s and %s",
        negativeBelow,
        positiveFrom);
  }

  /**
   * Matches candidates with objects, in memory that does not grow with the number of objects.
   *
   * @param objects boxes of the objects, perhaps none
   * @param candidates boxes of the candidates
   * @return an object and a label for each candidate; without objects all are background
   */
  public Matches match(Boxes objects, Boxes candidates) {
    BestOverlaps best = new BestOverlaps(objects.size(), candidates.size());
    BoxOverlap.stream(objects, candidates, best);
    return label(best);
  }

  /**
   * Matches by given overlaps.
   *
   * @param overlaps overlap of each object with each candidate, (objects x candidates), not
   *     negative
   * @param candidates number of candidates
   * @return an object and a label for each candidate
   * @throws IllegalArgumentException if the overlaps are no whole rows
   */
  public Matches match(float[] overlaps, int candidates) {
    Checks.that(
        candidates == 0 ? overlaps.length == 0 : overlaps.length % candidates == 0,
        "overlaps: expected rows of %d, got %d numbers",
        candidates,
        overlaps.length);
    int objects = candidates == 0 ? 0 : overlaps.length / candidates;
    BestOverlaps best = new BestOverlaps(objects, candidates);
    for (int row = 0; row < objects; row++) {
      float[] values = Arrays.copyOfRange(overlaps, row * candidates, (row + 1) * candidates);
      best.accept(row, 0, values, candidates);
    }
    return label(best);
  }

  private Matches label(BestOverlaps best) {
    float[] overlaps = best.ofCandidates();
    byte[] labels = new byte[overlaps.length];
    // The reference compares float32 numbers, so the thresholds are rounded too.
    float low = (float) negativeBelow;
    float high = (float) positiveFrom;
    boolean empty = best.objects() == 0;
    for (int i = 0; i < labels.length; i++) {
      labels[i] =
          empty || overlaps[i] < low
              ? Label.NEGATIVE
              : overlaps[i] < high ? Label.IGNORED : Label.POSITIVE;
    }
    if (lowQuality) {
      best.markBestOfObjects(labels);
    }
    return new Matches(best.objectsOfCandidates(), labels);
  }
}
