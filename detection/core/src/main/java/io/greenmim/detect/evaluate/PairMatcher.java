package io.greenmim.detect.evaluate;

import io.greenmim.detect.mask.MaskOverlap;
import java.util.List;

/**
 * Matches the detections of one category in one image with its objects.
 *
 * <p>Detections choose in the order of their scores: each takes the free object that it overlaps
 * most, the later one in case of a tie, and an object that does not count only where it reaches
 * none that does. A crowd stays free.
 */
final class PairMatcher {

  /** An overlap as good as full is enough for the threshold 1. */
  private static final double FULL = 1 - 1e-10;

  private final EvaluationSettings settings;
  private final List<GroundTruthObject> truths;
  private final List<DetectedObject> detections;

  /**
   * Prepares one pair.
   *
   * @param settings the settings
   * @param truths its objects in the order of the ground truth
   * @param detections its detections in the order of the results
   */
  PairMatcher(
      EvaluationSettings settings,
      List<GroundTruthObject> truths,
      List<DetectedObject> detections) {
    this.settings = settings;
    this.truths = truths;
    this.detections =
        detections.stream()
            .sorted(PairMatcher::byFallingScore)
            .limit(settings.mostDetections())
            .toList();
  }

  /** Unlike {@link Double#compare} this holds 0 and -0 for equal. */
  private static int byFallingScore(DetectedObject a, DetectedObject b) {
    return a.score() > b.score() ? -1 : a.score() < b.score() ? 1 : 0;
  }

  PairMatches match() {
    int areas = settings.areas().size();
    int levels = settings.overlaps().size();
    int size = detections.size();
    byte[] outcomes = new byte[areas * levels * size];
    int[] counted = new int[areas];
    double[][] overlaps = overlaps();
    for (int a = 0; a < areas; a++) {
      AreaRange range = settings.areas().get(a);
      boolean[] ignored = new boolean[truths.size()];
      for (int g = 0; g < ignored.length; g++) {
        GroundTruthObject truth = truths.get(g);
        ignored[g] = truth.crowd() || !range.contains(truth.area());
        counted[a] += ignored[g] ? 0 : 1;
      }
      int[] order = countedFirst(ignored, counted[a]);
      for (int t = 0; t < levels; t++) {
        int at = (a * levels + t) * size;
        match(overlaps, settings.overlaps().get(t), order, ignored, outcomes, at);
        leaveOutOtherSizes(range, outcomes, at);
      }
    }
    double[] scores = detections.stream().mapToDouble(DetectedObject::score).toArray();
    return new PairMatches(scores, outcomes, counted);
  }

  private double[][] overlaps() {
    boolean masks = settings.compared() == ComparedShape.MASK;
    double[][] overlaps = new double[detections.size()][truths.size()];
    for (int d = 0; d < overlaps.length; d++) {
      DetectedObject detection = detections.get(d);
      for (int g = 0; g < overlaps[d].length; g++) {
        GroundTruthObject truth = truths.get(g);
        overlaps[d][g] =
            masks
                ? MaskOverlap.iou(detection.mask(), truth.mask(), truth.crowd())
                : detection.box().iou(truth.box(), truth.crowd());
      }
    }
    return overlaps;
  }

  private static int[] countedFirst(boolean[] ignored, int counted) {
    int[] order = new int[ignored.length];
    int next = 0;
    int nextIgnored = counted;
    for (int g = 0; g < ignored.length; g++) {
      order[ignored[g] ? nextIgnored++ : next++] = g;
    }
    return order;
  }

  private void match(
      double[][] overlaps,
      double threshold,
      int[] order,
      boolean[] ignored,
      byte[] outcomes,
      int at) {
    boolean[] taken = new boolean[order.length];
    for (int d = 0; d < overlaps.length; d++) {
      double best = Math.min(threshold, FULL);
      int chosen = -1;
      for (int g : order) {
        if (taken[g] && !truths.get(g).crowd()) {
          continue;
        }
        if (ignored[g] && chosen >= 0 && !ignored[chosen]) {
          break;
        }
        if (overlaps[d][g] >= best) {
          best = overlaps[d][g];
          chosen = g;
        }
      }
      if (chosen >= 0) {
        taken[chosen] = true;
        outcomes[at + d] = ignored[chosen] ? PairMatches.LEFT_OUT : PairMatches.RIGHT;
      }
    }
  }

  private void leaveOutOtherSizes(AreaRange range, byte[] outcomes, int at) {
    for (int d = 0; d < detections.size(); d++) {
      if (outcomes[at + d] == PairMatches.WRONG
          && !range.contains(detections.get(d).area(settings.measured()))) {
        outcomes[at + d] = PairMatches.LEFT_OUT;
      }
    }
  }
}
