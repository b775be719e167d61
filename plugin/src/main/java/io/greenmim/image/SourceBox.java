package io.greenmim.image;

/**
 * A rectangle of an image in continuous coordinates: pixel {@code i} covers {@code [i, i + 1)}.
 *
 * <p>It says where output pixels are centred; taps of the filter still reach over its border into
 * the rest of the image, as with the {@code box} argument of Pillow's {@code Image.resize}. To
 * resize a crop as if nothing existed around it, use {@link CropBox}.
 *
 * @param x0 left border, at least 0
 * @param y0 upper border, at least 0
 * @param x1 right border, above {@code x0}
 * @param y1 lower border, above {@code y0}
 */
public record SourceBox(double x0, double y0, double x1, double y1) {

  /**
   * Checks the rectangle.
   *
   * @throws IllegalArgumentException if a border is negative or not a number, or the box is empty
   */
  public SourceBox {
    boolean ordered = x0 >= 0 && y0 >= 0 && x1 > x0 && y1 > y0;
    if (!ordered || Double.isInfinite(x1) || Double.isInfinite(y1)) {
      throw new IllegalArgumentException(
          "source box must satisfy 0 <= x0 < x1 and 0 <= y0 < y1, got ("
              + x0
              + ", "
              + y0
              + ", "
              + x1
              + ", "
              + y1
              + ")");
    }
  }

  /**
   * Checks that the rectangle lies inside an image.
   *
   * @param width columns of the image
   * @param height rows of the image
   * @throws IllegalArgumentException if part of the rectangle is outside
   */
  void requireInside(int width, int height) {
    if (x1 > width || y1 > height) {
      throw new IllegalArgumentException(
          "source box ("
              + x0
              + ", "
              + y0
              + ", "
              + x1
              + ", "
              + y1
              + ") does not lie inside an image of "
              + width
              + " x "
              + height);
    }
  }
}
