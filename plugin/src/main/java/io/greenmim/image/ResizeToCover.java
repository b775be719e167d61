package io.greenmim.image;

import java.util.Objects;

/**
 * Resizes an image so that it just covers a rectangle, its shape kept: one side gets the length of
 * the rectangle's, the other one is at least as long. For a square that is torchvision's {@code
 * Resize(int)}: the longer side is cut to an integer, not rounded.
 *
 * @param width columns of the rectangle, at least 1
 * @param height rows of the rectangle, at least 1
 * @param filter the interpolation kernel
 */
public record ResizeToCover(int width, int height, ResampleFilter filter) {

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if a side is below 1
   */
  public ResizeToCover {
    Objects.requireNonNull(filter, "filter");
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "rectangle to cover must be at least 1 x 1, got " + width + " x " + height);
    }
  }

  /**
   * Resizes an image.
   *
   * @param image the image
   * @return a new image, or the image itself if it has the size already
   * @throws IllegalArgumentException if the result exceeds what an array holds
   */
  public PixelImage apply(PixelImage image) {
    long across = (long) image.width() * height;
    long down = (long) image.height() * width;
    long newWidth = across <= down ? width : across / image.height();
    long newHeight = across <= down ? down / image.width() : height;
    if (newWidth == image.width() && newHeight == image.height()) {
      return image;
    }
    if (newWidth * newHeight * image.channels() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "an image of %s x %s becomes too large where it covers %s x %s"
              .formatted(image.width(), image.height(), width, height));
    }
    return new Resampler(filter).resize(image, (int) newWidth, (int) newHeight);
  }
}
