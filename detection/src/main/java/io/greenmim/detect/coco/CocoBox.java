package io.greenmim.detect.coco;

import io.greenmim.detect.boxes.Boxes;

/**
 * A box as COCO writes it, in pixels.
 *
 * @param x left side
 * @param y upper side
 * @param width extent to the right
 * @param height extent downwards
 */
public record CocoBox(double x, double y, double width, double height) {

  /**
   * Returns the area.
   *
   * @return width times height in square pixels
   */
  public double area() {
    return width * height;
  }

  /**
   * Tells whether the box consists of numbers.
   *
   * @return whether none is infinite or not a number
   */
  public boolean isFinite() {
    return Double.isFinite(x)
        && Double.isFinite(y)
        && Double.isFinite(width)
        && Double.isFinite(height);
  }

  /**
   * Cuts the box off at the border of an image.
   *
   * @param imageWidth columns of the image
   * @param imageHeight rows of the image
   * @return the part inside; a side is 0 where nothing is
   */
  public CocoBox clip(int imageWidth, int imageHeight) {
    double left = Math.max(0, Math.min(imageWidth, x));
    double top = Math.max(0, Math.min(imageHeight, y));
    double right = Math.max(0, Math.min(imageWidth, x + width));
    double bottom = Math.max(0, Math.min(imageHeight, y + height));
    return new CocoBox(left, top, right - left, bottom - top);
  }

  /**
   * Writes the box as corners.
   *
   * @return x1, y1, x2, y2, each rounded to a float once
   * @see Boxes
   */
  public float[] corners() {
    return new float[] {(float) x, (float) y, (float) (x + width), (float) (y + height)};
  }

  @Override
  public String toString() {
    return "[" + x + ", " + y + ", " + width + ", " + height + "]";
  }
}
