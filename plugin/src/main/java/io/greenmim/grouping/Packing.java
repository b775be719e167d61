package io.greenmim.grouping;

import java.util.Arrays;

/** An assignment of items (windows) to groups of equal capacity. Immutable. */
public final class Packing {
  private final int groupSize;
  private final int groups;
  private final int[] groupOfItem;

  Packing(int groupSize, int groups, int[] groupOfItem) {
    this.groupSize = groupSize;
    this.groups = groups;
    this.groupOfItem = groupOfItem;
  }

  /**
   * Returns the attention cost of equally large groups: {@code groups x (4 g C^2 + 2 g^2 C)}.
   *
   * <p>Multiply-adds of the four projections and of the two attention products, padding included
   * (arXiv 2205.13515, section 3.3).
   *
   * @param groups number of groups, at least 0
   * @param groupSize slots of a group {@code g}, at least 1
   * @param channels channels of a token {@code C}, at least 1
   * @return the cost in multiply-adds
   */
  public static long cost(int groups, int groupSize, int channels) {
    long projections = 4L * groupSize * channels * channels;
    long products = 2L * groupSize * groupSize * channels;
    return groups * (projections + products);
  }

  /**
   * Returns the number of slots of every group.
   *
   * @return the capacity, at least the largest item
   */
  public int groupSize() {
    return groupSize;
  }

  /**
   * Returns the number of groups.
   *
   * @return number of groups, at least 1
   */
  public int groups() {
    return groups;
  }

  /**
   * Returns the group of every item.
   *
   * @return a fresh array: for each item, in the order of the counts, its group 0 to {@code
   *     groups() - 1}
   */
  public int[] groupOfItem() {
    return groupOfItem.clone();
  }

  /**
   * Returns the attention cost of this packing.
   *
   * @param channels channels of a token, at least 1
   * @return {@link #cost(int, int, int)} of its groups
   */
  public long cost(int channels) {
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

  @Override
  public String toString() {
    return groups + " groups of " + groupSize + " " + Arrays.toString(groupOfItem);
  }
}
