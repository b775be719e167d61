package io.greenmim.grouping;

/**
 * How the windows of a stage are packed into groups. All modes compute the same attention; they
 * differ in cost alone.
 */
public enum GroupingMode {
  /**
   * Algorithm 1 of the paper (Optimal Grouping): the group size of lowest cost among all from the
   * largest window count to the number of tokens, see {@link GroupSizeSelector}. One group of all
   * tokens is the last of its candidates.
   */
  OPTIMAL,
  /**
   * As {@link #OPTIMAL} by the cost that this implementation has: groups times the square of their
   * size, because projections never see padding.
   */
  PAIRS,
  /**
   * The rule of the published code: one group of all tokens when at most {@code 2 * window^2}
   * tokens are visible, otherwise groups of {@code min(window^2, largest window count)} slots,
   * packed by knapsack with ties as {@link KnapsackPacker.TieBreak#EARLIEST}.
   */
  FIXED,
  /**
   * One group of all visible tokens: plain masked attention, nothing is packed and nothing padded.
   */
  MASKING,
  /**
   * {@link #MASKING} when at most {@code 2 * window^2} tokens are visible, otherwise {@link
   * #OPTIMAL}.
   *
   * <p>By Algorithm 1's cost alone this can only be equal to or dearer than {@link #OPTIMAL},
   * because one group is among its candidates. What it adds is the published code's exception for
   * few tokens: there one group in row-major order needs no padding and no permutation, which the
   * cost does not count.
   */
  AUTO;

  /** Whether few tokens are one group. */
  boolean joinsFew() {
    return this == FIXED || this == AUTO;
  }
}
