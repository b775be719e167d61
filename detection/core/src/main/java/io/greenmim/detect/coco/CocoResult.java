package io.greenmim.detect.coco;

import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.mask.RunLengthMask;
import java.util.Objects;
import java.util.Optional;

/**
 * A detected object as COCO's result files hold it; at least a box or a mask.
 *
 * @param imageId number of the image
 * @param categoryId number of the category
 * @param box the box, if the file gives one
 * @param score confidence, the higher the more certain
 * @param mask the mask, if the file gives one
 */
public record CocoResult(
    long imageId,
    long categoryId,
    Optional<BoxXywh> box,
    double score,
    Optional<RunLengthMask> mask) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is neither box nor mask, or the score is not finite
   */
  public CocoResult {
    Objects.requireNonNull(box, "box");
    Objects.requireNonNull(mask, "mask");
    if (box.isEmpty() && mask.isEmpty()) {
      throw new IllegalArgumentException("result: expected a bbox or a segmentation, got neither");
    }
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("result: expected a finite score, got " + score);
    }
  }
}
