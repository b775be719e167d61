package io.greenmim.grouping;

import java.util.Arrays;

/**
 * An assignment of items (windows) to groups of equal capacity.
 *
 * @param groupSize slots of every group, at least the largest item
 * @param groups number of groups, at least 1
 * @param groupOfItem group of each item, in the order of the counts; not to be changed
 */
record Packing(int groupSize, int groups, int[] groupOfItem) {
  /**
   * What equally large groups cost.
   *
   * @param slot share of a slot
   * @param pair share of a pair of slots of a group
   */
  record Cost(long slot, long pair) {

    /** That of this implementation, which projects no padding: the pairs of slots. */
    static final Cost PAIRS = new Cost(0, 1);

    /**
     * Equation 8 of GreenMIM for tokens of C channels: {@code groups x (4 g C^2 + 2 g^2 C)}
     * multiply-adds of the four projections and the two products, padding included (arXiv
     * 2205.13515, section 3.3).
     */
    static Cost published(int channels) {
      if (channels < 1) {
        throw new IllegalArgumentException("channels: expected at least 1, got " + channels);
      }
      return new Cost(4L * channels * channels, 2L * channels);
    }

    long of(int groups, int groupSize) {
      return groups * (slot * groupSize + pair * groupSize * groupSize);
    }

    long of(Packing packing) {
      return of(packing.groups, packing.groupSize);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Packing packing
        && groupSize == packing.groupSize
        && groups == packing.groups
        && Arrays.equals(groupOfItem, packing.groupOfItem);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * groupSize + groups) + Arrays.hashCode(groupOfItem);
  }
}
