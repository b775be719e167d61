package io.greenmim.detect.config;

import io.greenmim.config.Checks;

/**
 * The mask head: four convolutions, one that doubles the side, then a map for each class. Its maps
 * have twice the side of the pooled features.
 *
 * @param pool side of the pooled features
 * @param width channels of the convolutions
 * @param agnostic whether all classes share one map
 */
public record MaskHeadConfig(int pool, int width, boolean agnostic) {

  private static final int MOST_POOL = 64;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public MaskHeadConfig {
    Checks.that(pool > 0, "pool: expected a positive number, got %d", pool);
    Checks.atMost("pool", pool, MOST_POOL);
    Checks.that(width > 0, "width: expected a positive number, got %d", width);
  }

  /** {@return the published settings} */
  public static MaskHeadConfig published() {
    return new MaskHeadConfig(14, 256, false);
  }

  /** {@return side in pixels of a predicted map} */
  public int side() {
    return 2 * pool;
  }
}
