package io.greenmim.detect.mask;

import io.greenmim.detect.boxes.BoxXywh;

/**
 * The smallest box of whole pixels around a mask.
 *
 * @param x first column
 * @param y first row
 * @param width number of columns, 0 for an empty mask
 * @param height number of rows, 0 for an empty mask
 */
public record PixelBox(int x, int y, int width, int height) {

  /** Box of a mask without pixels. */
  public static final PixelBox EMPTY = new PixelBox(0, 0, 0, 0);

  /**
   * Returns whether two boxes have a pixel in common.
   *
   * @param other another box
   * @return whether they overlap
   */
  public boolean overlaps(PixelBox other) {
    return x < other.x + other.width
        && other.x < x + width
        && y < other.y + other.height
        && other.y < y + height;
  }

  /**
   * Returns the box in double precision.
   *
   * @return corner and size in pixels
   */
  public BoxXywh toXywh() {
    return new BoxXywh(x, y, width, height);
  }
}
