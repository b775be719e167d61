package io.greenmim.image;

import java.util.Objects;

/**
 * Resizes an image so that its shorter side has a given length and its shape is kept, as
 * torchvision's {@code Resize(int)} does: the longer side is cut to an integer, not rounded.
 *
 * @param shorterSide the length of the shorter side of the result, in pixels, at least 1
 * @param filter the interpolation kernel
 */
public record ResizeShorter(int shorterSide, ResampleFilter filter) {

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the side is below 1
   */
  public ResizeShorter {
    Objects.requireNonNull(filter, "filter");
    if (shorterSide < 1) {
      throw new IllegalArgumentException("shorter side must be at least 1, got " + shorterSide);
    }
  }

  /**
   * Resizes an image.
   *
   * @param image the image
   * @return a new image, or the image itself if its shorter side has the length already
   * @throws IllegalArgumentException if the longer side of the result exceeds what an array holds
   */
  public RgbImage apply(RgbImage image) {
    int width = image.width();
    int height = image.height();
    if (Math.min(width, height) == shorterSide) {
      return image;
    }
    long longer = (long) shorterSide * Math.max(width, height) / Math.min(width, height);
    if (longer * shorterSide * RgbImage.CHANNELS > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "an image of "
              + width
              + " x "
              + height
              + " becomes too large with a shorter side of "
              + shorterSide);
    }
    Resampler resampler = new Resampler(filter);
    return width <= height
        ? resampler.resize(image, shorterSide, (int) longer)
        : resampler.resize(image, (int) longer, shorterSide);
  }
}
