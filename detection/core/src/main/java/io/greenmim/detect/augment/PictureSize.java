package io.greenmim.detect.augment;

import io.greenmim.config.Checks;
import io.greenmim.detect.config.InputSize;

/**
 * The size of a picture, and the sizes that resizing rules make of it.
 *
 * @param width columns in pixels, at least 1
 * @param height rows in pixels, at least 1
 */
public record PictureSize(int width, int height) {

  /**
   * Checks the sides.
   *
   * @throws IllegalArgumentException if a side is below 1
   */
  public PictureSize {
    Checks.that(
        width > 0 && height > 0,
        "picture: expected sides of at least 1 pixel, got %d x %d",
        width,
        height);
  }

  /**
   * Returns the size in which a detector sees an image of this one.
   *
   * @param input the size of its images
   * @return the size with the same shape but for the rounding
   */
  public PictureSize as(InputSize input) {
    return withShortSide(input.shortSide(), input.longLimit());
  }

  /**
   * Resizes so that the shorter side has a length, unless the longer one then exceeds a limit: then
   * the longer side has the limit.
   *
   * <p>Sides are rounded as detectron2's {@code ResizeShortestEdge} does it, one factor after the
   * other and halves up. (mmdetection multiplies both sides by the smaller of the two factors, also
   * rounding halves up: the same but for the last bit of a product that ends on a half.)
   *
   * @param shortSide length of the shorter side, at least 1
   * @param longLimit most for the longer side, at least 1
   * @return the size with the same shape but for the rounding; a side is at least 1
   */
  public PictureSize withShortSide(int shortSide, int longLimit) {
    double scale = (double) shortSide / Math.min(height, width);
    double newHeight = height < width ? shortSide : scale * height;
    double newWidth = height < width ? scale * width : shortSide;
    double longer = Math.max(newHeight, newWidth);
    if (longer > longLimit) {
      double shrink = longLimit / longer;
      newHeight *= shrink;
      newWidth *= shrink;
    }
    return new PictureSize(halvesUp(newWidth), halvesUp(newHeight));
  }

  private static int halvesUp(double side) {
    return Math.max(1, (int) (side + 0.5));
  }

  /**
   * Resizes so that the picture just fits into a square, as detectron2's {@code ResizeScale} does
   * it: sides are rounded to nearest, halves to even.
   *
   * @param side side of the square in pixels, above 0; need not be whole
   * @return the size with the same shape but for the rounding; a side is at least 1
   */
  public PictureSize within(double side) {
    double scale = Math.min(side / height, side / width);
    return new PictureSize(
        Math.max(1, (int) Math.rint(width * scale)), Math.max(1, (int) Math.rint(height * scale)));
  }

  /**
   * Rounds the sides up.
   *
   * @param divisor what the sides are to be multiples of, at least 1
   * @return the smallest size that the picture fits into
   */
  public PictureSize roundedUp(int divisor) {
    return new PictureSize(
        (width + divisor - 1) / divisor * divisor, (height + divisor - 1) / divisor * divisor);
  }
}
