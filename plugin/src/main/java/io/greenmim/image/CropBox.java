package io.greenmim.image;

/**
 * A rectangle of whole pixels inside an image.
 *
 * @param x leftmost column, at least 0
 * @param y topmost row, at least 0
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
public record CropBox(int x, int y, int width, int height) {

  /**
   * Checks the rectangle.
   *
   * @throws IllegalArgumentException if the origin is negative or a side is below 1
   */
  public CropBox {
    if (x < 0 || y < 0 || width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "crop must have a non-negative origin and sides of at least 1, got "
              + width
              + " x "
              + height
              + " at ("
              + x
              + ", "
              + y
              + ")");
    }
  }

  /**
   * Returns the rectangle that covers a whole image.
   *
   * @param image the image
   * @return the box at (0, 0) with the image's size
   */
  public static CropBox whole(PixelImage image) {
    return new CropBox(0, 0, image.width(), image.height());
  }

  /**
   * Checks that the rectangle lies inside an image.
   *
   * @param image the image
   * @throws IllegalArgumentException if part of the rectangle is outside
   */
  public void requireInside(PixelImage image) {
    if ((long) x + width > image.width() || (long) y + height > image.height()) {
      throw new IllegalArgumentException(
          "crop of "
              + width
              + " x "
              + height
              + " at ("
              + x
              + ", "
              + y
              + ") does not lie inside an image of "
              + image.width()
              + " x "
              + image.height());
    }
  }
}
