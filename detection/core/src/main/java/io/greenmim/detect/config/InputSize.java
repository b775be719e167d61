package io.greenmim.detect.config;

import io.greenmim.config.Checks;

/**
 * The size that images have when a detector looks at them.
 *
 * @param shortSide length of the shorter side in pixels
 * @param longLimit most pixels of the longer side, which may make the shorter one shorter
 */
public record InputSize(int shortSide, int longLimit) {

  /** The size of the published evaluation. */
  public static final InputSize PUBLISHED = new InputSize(800, 1333);

  /** Longest side in pixels. */
  public static final int MOST = 1 << 14;

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if one is not positive or more than 16384
   */
  public InputSize {
    Checks.positive("short side", shortSide);
    Checks.positive("long side", longLimit);
    Checks.atMost("short side", shortSide, MOST);
    Checks.atMost("long side", longLimit, MOST);
  }
}
