package io.greenmim.detect.match;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.Boxes;

/**
 * The objects of an image that training knows. Crowd regions are none of them: what lies there is
 * trained as background, as the published detectors do.
 *
 * @param image name of the image, for messages
 * @param boxes box of each object, in pixels of the network's input, with positive sides
 * @param classes class of each object, at least 0
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record GroundTruth(String image, Boxes boxes, int[] classes) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is not one class for each box, or a box is empty
   */
  public GroundTruth {
    Checks.that(
        boxes.size() == classes.length,
        "%s: expected a class for each of %d boxes, got %d",
        image,
        boxes.size(),
        classes.length);
    for (int i = 0; i < classes.length; i++) {
      Checks.that(
          classes[i] >= 0,
          "%s: object %d: expected a class of at least 0, got %d",
          image,
          i,
          classes[i]);
      Checks.that(
          boxes.isFinite(i) && boxes.width(i) > 0 && boxes.height(i) > 0,
          "%s: object %d: expected a box with positive sides, got %s",
          image,
          i,
          boxes.select(new int[] {i}));
    }
  }
}
