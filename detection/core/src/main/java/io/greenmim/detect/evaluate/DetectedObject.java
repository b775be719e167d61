package io.greenmim.detect.evaluate;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.mask.RunLengthMask;

/**
 * A detection.
 *
 * @param image id of the image
 * @param category id of the category
 * @param score confidence, the higher the better; detections are ranked by it
 * @param box the box in pixels of the image, or null where boxes are neither compared nor measured
 * @param mask the mask, or null where masks are neither compared nor measured
 */
public record DetectedObject(
    long image, long category, double score, BoxXywh box, RunLengthMask mask) {

  /**
   * Checks the score.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public DetectedObject {
    Checks.that(
        Double.isFinite(score),
        "detection in image %d: expected a finite score, got %s",
        image,
        score);
  }

  /** Area in square pixels of its box or mask. */
  double area(ComparedShape measured) {
    return measured == ComparedShape.BOX ? box.area() : mask.area();
  }
}
