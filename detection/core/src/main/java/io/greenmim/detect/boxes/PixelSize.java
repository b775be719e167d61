package io.greenmim.detect.boxes;

import io.greenmim.config.Checks;

/**
 * Height and width of an image or of a map of features.
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
}
