package io.greenmim.detect.boxes;

import io.greenmim.config.Checks;

/**
 * Height and width of an image or of a map of features, and the sizes that resizing rules make of
 * it.
 *
 * @param height rows, positive
 * @param width columns, positive
 */
public record PixelSize(int height, int width) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a side is not positive
   */
  public PixelSize {
    Checks.that(
        height > 0 && width > 0, "size: expected positive sides, got %d x %d", height, width);
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
  public PixelSize withShortSide(int shortSide, int longLimit) {
    double scale = (double) shortSide / Math.min(height, width);
    double newHeight = height < width ? shortSide : scale * height;
    double newWidth = height < width ? scale * width : shortSide;
    double longer = Math.max(newHeight, newWidth);
    if (longer > longLimit) {
      double shrink = longLimit / longer;
      newHeight *= shrink;
      newWidth *= shrink;
    }
    return new PixelSize(halvesUp(newHeight), halvesUp(newWidth));
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
  public PixelSize within(double side) {
    double scale = Math.min(side / height, side / width);
    return new PixelSize(
        Math.max(1, (int) Math.rint(height * scale)), Math.max(1, (int) Math.rint(width * scale)));
  }

  /**
   * Rounds the sides up.
   *
   * @param divisor what the sides are to be multiples of, at least 1
   * @return the smallest size that the picture fits into
   */
  public PixelSize roundedUp(int divisor) {
    return new PixelSize(
        (height + divisor - 1) / divisor * divisor, (width + divisor - 1) / divisor * divisor);
  }

  @Override
  public String toString() {
    return width + " x " + height;
  }
}
