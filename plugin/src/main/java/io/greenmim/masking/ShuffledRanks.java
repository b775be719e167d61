package io.greenmim.masking;

import java.util.SplittableRandom;

/**
 * The ranks of patches in a random order from which a mask was drawn: the visible patches have the
 * first ranks, in random order, the hidden ones the rest (He et al., 2021, arXiv 2111.06377,
 * section 3, "simple implementation").
 *
 * @param values rank of each patch, row-major
 */
public record ShuffledRanks(int[] values) {

  /** Keeps a copy. */
  public ShuffledRanks {
    values = values.clone();
  }

  /**
   * Draws ranks that give a mask.
   *
   * @param mask the mask
   * @param seed seed of the order
   * @return ranks under which the visible patches of the mask come first
   */
  public static ShuffledRanks of(PatchMask mask, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] visible = shuffled(mask.visibleIndices(), random);
    int[] hidden = shuffled(mask.maskedIndices(), random);
    int[] ranks = new int[visible.length + hidden.length];
    for (int i = 0; i < visible.length; i++) {
      ranks[visible[i]] = i;
    }
    for (int i = 0; i < hidden.length; i++) {
      ranks[hidden[i]] = visible.length + i;
    }
    return new ShuffledRanks(ranks);
  }

  private static int[] shuffled(int[] patches, SplittableRandom random) {
    for (int i = patches.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int moved = patches[i];
      patches[i] = patches[j];
      patches[j] = moved;
    }
    return patches;
  }

  /**
   * Returns the ranks.
   *
   * @return a copy
   */
  @Override
  public int[] values() {
    return values.clone();
  }
}
