package io.greenmim.grouping;

import io.greenmim.config.GridSize;
import java.util.Arrays;

/** Groups the visible tokens of one window partition. Stateless. */
public final class WindowGrouper {
  private WindowGrouper() {}

  /**
   * Plans the groups of one partition.
   *
   * @param visible row-major grid indices of the visible tokens, ascending, at least one
   * @param partition the windows of the grid
   * @param channels channels of a token, at least 1
   * @param mode how windows are packed
   * @return the plan
   * @throws IllegalArgumentException if no token is visible or they do not ascend inside the grid
   */
  public static GroupPlan plan(
      int[] visible, WindowPartition partition, int channels, GroupingMode mode) {
    checkVisible(visible, partition);
    int[] windowOfToken = new int[visible.length];
    int[] positionOfToken = new int[visible.length];
    int[] windowCounts = new int[partition.windows()];
    for (int token = 0; token < visible.length; token++) {
      int row = visible[token] / partition.width();
      int col = visible[token] % partition.width();
      windowOfToken[token] = partition.windowOf(row, col);
      positionOfToken[token] = partition.positionOf(row, col);
      windowCounts[windowOfToken[token]]++;
    }
    int[] counts = Arrays.stream(windowCounts).filter(count -> count > 0).toArray();
    Packing packing = pack(counts, visible.length, partition.window(), channels, mode);
    int[] slotOfToken = slots(packing, windowOfToken, windowCounts);
    return new GroupPlan(packing, partition.window(), slotOfToken, windowOfToken, positionOfToken);
  }

  private static Packing pack(
      int[] counts, int tokens, GridSize window, int channels, GroupingMode mode) {
    boolean few = tokens <= 2 * window.cells();
    boolean single = mode == GroupingMode.MASKING || (few && mode != GroupingMode.OPTIMAL);
    if (single) {
      return new Packing(tokens, 1, new int[counts.length]);
    }
    if (mode == GroupingMode.FIXED) {
      KnapsackPacker packer = new KnapsackPacker(counts);
      return packer.pack(packer.largest(), KnapsackPacker.TieBreak.EARLIEST);
    }
    return GroupSizeSelector.select(counts, channels);
  }

  private static int[] slots(Packing packing, int[] windowOfToken, int[] windowCounts) {
    int[] slotOfToken = new int[windowOfToken.length];
    if (packing.groups() == 1) {
      Arrays.setAll(slotOfToken, token -> token);
      return slotOfToken;
    }
    int[] groupOfItem = packing.groupOfItem();
    int[] used = new int[packing.groups()];
    int[] nextSlot = new int[windowCounts.length];
    int item = 0;
    for (int window = 0; window < windowCounts.length; window++) {
      if (windowCounts[window] > 0) {
        int group = groupOfItem[item++];
        nextSlot[window] = group * packing.groupSize() + used[group];
        used[group] += windowCounts[window];
      }
    }
    for (int token = 0; token < slotOfToken.length; token++) {
      slotOfToken[token] = nextSlot[windowOfToken[token]]++;
    }
    return slotOfToken;
  }

  private static void checkVisible(int[] visible, WindowPartition partition) {
    if (visible.length == 0) {
      throw new IllegalArgumentException("visible tokens: expected at least 1, got none");
    }
    int cells = Math.multiplyExact(partition.height(), partition.width());
    int previous = -1;
    for (int cell : visible) {
      if (cell <= previous || cell >= cells) {
        throw new IllegalArgumentException(
            "visible tokens: expected ascending indices below "
                + cells
                + ", got "
                + cell
                + " after "
                + previous);
      }
      previous = cell;
    }
  }
}
