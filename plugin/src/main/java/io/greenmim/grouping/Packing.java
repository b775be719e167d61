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
   * The attention cost of equally large groups of tokens of C channels: {@code groups x (4 g C^2 +
   * 2 g^2 C)} multiply-adds of the four projections and the two products, padding included (arXiv
   * 2205.13515, section 3.3).
   */
  static long cost(int groups, int groupSize, int channels) {
    long projections = 4L * groupSize * channels * channels;
    long products = 2L * groupSize * groupSize * channels;
    return groups * (projections + products);
  }

  /** The attention cost of this packing. */
  long cost(int channels) {
    return cost(groups, groupSize, channels);
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
