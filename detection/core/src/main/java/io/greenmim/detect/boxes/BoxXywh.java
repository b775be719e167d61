package io.greenmim.detect.boxes;

import io.greenmim.config.Checks;

/**
 * A box as annotation and result files give it: upper left corner and size, in double precision.
 *
 * @param x left side in pixels
 * @param y upper side in pixels
 * @param width width in pixels
 * @param height height in pixels
 */
public record BoxXywh(double x, double y, double width, double height) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one of them is not finite
   */
  public BoxXywh {
    Checks.that(
        Double.isFinite(x)
            && Double.isFinite(y)
            && Double.isFinite(width)
            && Double.isFinite(height),
        "box: expected four finite numbers, got x %s, y %s, width %s, height %s",
        x,
        y,
        width,
        height);
  }

  /**
   * Returns the area.
   *
   * @return width times height, in square pixels
   */
  public double area() {
    return width * height;
  }

  /**
   * Compares with an object of the ground truth as COCO's evaluation does: intersection over union,
   * and over this box's own area where the object is a crowd, of which any part may be detected.
   *
   * @param truth box of the object
   * @param crowd whether the object is a crowd
   * @return the overlap, 0 to 1
   */
  public double iou(BoxXywh truth, boolean crowd) {
    double wide = Math.min(width + x, truth.width + truth.x) - Math.max(x, truth.x);
    double high = Math.min(height + y, truth.height + truth.y) - Math.max(y, truth.y);
    if (wide <= 0 || high <= 0) {
      return 0;
    }
    double common = wide * high;
    return common / (crowd ? area() : area() + truth.area() - common);
  }
}
