package io.greenmim.grouping;

import java.util.Arrays;

/** The indices of one stage of a hierarchical encoder. Immutable; arrays are returned as copies. */
public final class StagePlan {
  private final int height;
  private final int width;
  private final GroupPlan regular;
  private final GroupPlan shifted;
  private final int[] mergeIndices;

  StagePlan(int height, int width, GroupPlan regular, GroupPlan shifted, int[] mergeIndices) {
    this.height = height;
    this.width = width;
    this.regular = regular;
    this.shifted = shifted;
    this.mergeIndices = mergeIndices;
  }

  /**
   * Returns the rows of the stage's token grid, masked tokens included.
   *
   * @return height in tokens, at least 1
   */
  public int height() {
    return height;
  }

  /**
   * Returns the columns of the stage's token grid, masked tokens included.
   *
   * @return width in tokens, at least 1
   */
  public int width() {
    return width;
  }

  /**
   * Returns the number of visible tokens.
   *
   * @return number of tokens, at least 1
   */
  public int tokens() {
    return regular.tokens();
  }

  /**
   * Returns the groups of the blocks without shift.
   *
   * @return the plan of shift 0
   */
  public GroupPlan regular() {
    return regular;
  }

  /**
   * Returns the groups of the blocks with shift.
   *
   * @return the plan of shift {@code window / 2}; the same object as {@link #regular()} when no
   *     axis is shifted
   */
  public GroupPlan shifted() {
    return shifted;
  }

  /**
   * Returns the tokens that patch merging joins.
   *
   * @return for each token of the next stage four indices into this stage's list of visible tokens,
   *     in the order (0,0) (1,0) (0,1) (1,1), first number the row; length {@code tokens()}, empty
   *     for the last stage
   */
  public int[] mergeIndices() {
    return mergeIndices.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StagePlan plan
        && height == plan.height
        && width == plan.width
        && regular.equals(plan.regular)
        && shifted.equals(plan.shifted)
        && Arrays.equals(mergeIndices, plan.mergeIndices);
  }

  @Override
  public int hashCode() {
    int hash = 31 * (31 * height + width) + regular.hashCode();
    return 31 * (31 * hash + shifted.hashCode()) + Arrays.hashCode(mergeIndices);
  }

  @Override
  public String toString() {
    return "StagePlan["
        + height
        + "x"
        + width
        + ", regular="
        + regular
        + ", shifted="
        + shifted
        + "]";
  }
}
