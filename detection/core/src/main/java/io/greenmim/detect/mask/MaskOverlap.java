package io.greenmim.detect.mask;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.BoxXywh;
import java.util.List;

/**
 * Overlap of detections and objects of the ground truth, as COCO's evaluation measures it:
 * intersection over union, and over the detection's own area where the object is a crowd.
 */
public final class MaskOverlap {

  private MaskOverlap() {}

  /**
   * Compares two masks.
   *
   * @param detection mask of the detection
   * @param truth mask of the object, of the same size
   * @param crowd whether the object is a crowd
   * @return the overlap, 0 to 1; 0 if both are empty
   * @throws IllegalArgumentException if the sizes differ
   */
  public static double iou(RunLengthMask detection, RunLengthMask truth, boolean crowd) {
    detection.checkSameSize(truth);
    if (!detection.box().overlaps(truth.box())) {
      return 0;
    }
    int common = common(detection.runs(), truth.runs());
    if (common == 0) {
      return 0;
    }
    long union = crowd ? detection.area() : (long) detection.area() + truth.area() - common;
    return (double) common / union;
  }

  /**
   * Compares all masks of an image.
   *
   * @param detections masks of the detections
   * @param truths masks of the objects
   * @param crowd which objects are crowds
   * @return overlaps, (detections x objects)
   * @throws IllegalArgumentException if sizes or numbers differ
   */
  public static double[][] ofMasks(
      List<RunLengthMask> detections, List<RunLengthMask> truths, boolean[] crowd) {
    checkCrowds(truths, crowd);
    double[][] overlaps = new double[detections.size()][truths.size()];
    for (int d = 0; d < overlaps.length; d++) {
      for (int g = 0; g < crowd.length; g++) {
        overlaps[d][g] = iou(detections.get(d), truths.get(g), crowd[g]);
      }
    }
    return overlaps;
  }

  /**
   * Compares all boxes of an image.
   *
   * @param detections boxes of the detections
   * @param truths boxes of the objects
   * @param crowd which objects are crowds
   * @return overlaps, (detections x objects)
   * @throws IllegalArgumentException if the numbers of objects and crowds differ
   */
  public static double[][] ofBoxes(
      List<BoxXywh> detections, List<BoxXywh> truths, boolean[] crowd) {
    checkCrowds(truths, crowd);
    double[][] overlaps = new double[detections.size()][truths.size()];
    for (int d = 0; d < overlaps.length; d++) {
      for (int g = 0; g < crowd.length; g++) {
        overlaps[d][g] = detections.get(d).iou(truths.get(g), crowd[g]);
      }
    }
    return overlaps;
  }

  private static void checkCrowds(List<?> truths, boolean[] crowd) {
    Checks.that(
        truths.size() == crowd.length,
        "crowds: expected one flag for each of %d objects, got %d",
        truths.size(),
        crowd.length);
  }

  /** Pixels inside both masks: meets their inner runs pairwise, in order. */
  private static int common(int[] a, int[] b) {
    int common = 0;
    int i = 1;
    int j = 1;
    int startA = a[0];
    int startB = b[0];
    while (i < a.length && j < b.length) {
      int endA = startA + a[i];
      int endB = startB + b[j];
      common += Math.max(0, Math.min(endA, endB) - Math.max(startA, startB));
      if (endA <= endB) {
        startA = i + 1 < a.length ? endA + a[i + 1] : endA;
        i += 2;
      } else {
        startB = j + 1 < b.length ? endB + b[j + 1] : endB;
        j += 2;
      }
    }
    return common;
  }
}
