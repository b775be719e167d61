package io.greenmim.detect.boxes;

import io.greenmim.config.Checks;

/**
 * The level of the feature pyramid that a region of interest is read from (Lin et al., 2017, arXiv
 * 1612.03144, equation 1): {@code floor(canonicalLevel + log2(sqrt(area) / canonicalSize))} within
 * the levels that there are.
 *
 * @param lowest finest level, of stride 2^lowest
 * @param highest coarsest level, not below the finest
 * @param canonicalSize side in pixels of the regions that take the canonical level
 * @param canonicalLevel level of the regions of the canonical size
 */
public record LevelAssignment(int lowest, int highest, double canonicalSize, int canonicalLevel) {

  /** Keeps the logarithm of an empty box finite. */
  private static final float SMALLEST = 1e-8f;

  private static final double LN2 = Math.log(2);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is no level or the size is not positive
   */
  public LevelAssignment {
    Checks.that(
        lowest <= highest, "levels: expected lowest <= highest, got %d and %d", lowest, highest);
    Checks.that(
        canonicalSize > 0, "canonicalSize: expected a positive number, got %s", canonicalSize);
  }

  /**
   * Finds the level of each box.
   *
   * @param boxes the boxes
   * @return levels between lowest and highest, one for each box
   */
  public int[] levels(Boxes boxes) {
    int[] levels = new int[boxes.size()];
    for (int i = 0; i < levels.length; i++) {
      float sides = (float) Math.sqrt(boxes.area(i)) / (float) canonicalSize + SMALLEST;
      float level = canonicalLevel + (float) (Math.log(sides) / LN2);
      levels[i] = (int) Math.max(lowest, Math.min(highest, Math.floor(level)));
    }
    return levels;
  }
}
