package io.greenmim.detect.ops;

import io.greenmim.config.Checks;

/**
 * How RoIAlign reads a map (He et al., 2017, arXiv 1703.06870, section 3).
 *
 * @param height rows h of the pooled features
 * @param width columns w of the pooled features
 * @param ratio samples of a bin along each axis, or 0 for one per begun cell
 * @param aligned whether the centre of cell i lies at i + 0.5, as detectron2 has it; otherwise it
 *     lies at i, and regions are at least one cell wide and high, as it was first
 */
public record RoiAlign(int height, int width, int ratio, boolean aligned) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public RoiAlign {
    Checks.positive("height", height);
    Checks.positive("width", width);
    Checks.that(ratio >= 0, "ratio: expected at least 0, got %d", ratio);
  }

  /**
   * Returns the published settings: as many samples as cells.
   *
   * @param side rows and columns of the pooled features
   * @return the settings
   */
  public static RoiAlign published(int side) {
    return new RoiAlign(side, side, 0, true);
  }

  /** Bins of a region. */
  int bins() {
    return height * width;
  }
}
