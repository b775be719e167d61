package io.greenmim.masking;

/** What the hidden patches of an image look like. */
public enum MaskShape {
  /**
   * Any patches, each set of them equally likely (He et al., 2021, arXiv 2111.06377, section 3).
   */
  RANDOM,
  /**
   * Rectangles of neighbouring patches (Bao et al., 2021, BEiT, arXiv 2106.08254, Algorithm 1): a
   * side is 0.3 to 1 / 0.3 times the other, the logarithm of that ratio uniform as in the published
   * code, and each covers at least 16 / 196 of the grid and at most what is still to be hidden, in
   * a place that is uniform over the grid. The last one is trimmed so that exactly as many patches
   * are hidden as of the other shape: of those that it would hide, row by row from its upper or its
   * lower edge by coin, only as many as are missing.
   */
  BLOCK;

  /**
   * Makes a generator.
   *
   * @param seed seed of the whole run, any value
   * @param ratio fraction of the patches to mask, 0 (nothing) up to but not including 1
   * @return a generator of masks of this shape
   * @throws IllegalArgumentException if the ratio is below 0, 1 or above, or not a number
   */
  public MaskGenerator generator(long seed, double ratio) {
    return switch (this) {
      case RANDOM -> new RandomMaskGenerator(seed, ratio);
      case BLOCK -> new BlockMaskGenerator(seed, ratio);
    };
  }
}
