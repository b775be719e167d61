package io.greenmim.train.config;

import io.greenmim.image.read.ImageLimits;

/**
 * How large images may be.
 *
 * @param maxImageBytes most bytes of a file
 * @param maxImageSide most pixels of a side
 * @param maxImagePixels most pixels of an image
 */
public record ImageLimitSettings(
    @Setting(value = "Most bytes of an image file.", usual = "268435456", label = "N")
        long maxImageBytes,
    @Setting(value = "Most pixels of a side of an image.", usual = "30000", label = "N")
        int maxImageSide,
    @Setting(
            value = "Most pixels of an image; three bytes of memory each.",
            usual = "450000000",
            label = "N")
        long maxImagePixels) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public ImageLimitSettings {
    new ImageLimits(maxImageBytes, maxImageSide, maxImagePixels);
  }

  /**
   * Returns the limits.
   *
   * @return how large images may be
   */
  public ImageLimits limits() {
    return new ImageLimits(maxImageBytes, maxImageSide, maxImagePixels);
  }
}
