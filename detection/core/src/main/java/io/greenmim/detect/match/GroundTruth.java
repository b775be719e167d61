package io.greenmim.detect.match;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.mask.RunLengthMask;
import java.util.List;
import java.util.Optional;

/**
 * What training knows of an image. Crowd regions are none of its objects: what lies there is
 * trained as background, as the published detectors do.
 *
 * @param image name of the image, for messages
 * @param boxes box of each object, in pixels of the network's input, with positive sides
 * @param classes class of each object, at least 0
 * @param masks mask of each object, in pixels of the network's input, if it is known: the mask head
 *     learns nothing from an object without; none at all for boxes alone
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record GroundTruth(
    String image, Boxes boxes, int[] classes, List<Optional<RunLengthMask>> masks) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is not one class for each box, a box is empty, or
   *     there are masks but not one for each box
   */
  public GroundTruth {
    masks = List.copyOf(masks);
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
    Checks.that(
        masks.isEmpty() || masks.size() == boxes.size(),
        "%s: expected a mask for each of %d objects, got %d",
        image,
        boxes.size(),
        masks.size());
  }

  /**
   * Makes objects without masks.
   *
   * @param image name of the image
   * @param boxes box of each object
   * @param classes class of each object
   */
  public GroundTruth(String image, Boxes boxes, int[] classes) {
    this(image, boxes, classes, List.of());
  }
}
