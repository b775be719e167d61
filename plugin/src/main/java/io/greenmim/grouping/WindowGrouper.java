package io.greenmim.grouping;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Groups the visible tokens of one window partition. Stateless. */
public final class WindowGrouper {

  /**
   * How many images may share groups: packing takes time by the square of their windows, and the
   * windows of more would fill groups no better.
   */
  private static final int TOGETHER = 16;

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
    return plan(List.of(visible), partition, channels, mode);
  }

  /**
   * Plans the groups of the windows of all images of a batch: those of up to 16 may share a group.
   *
   * @param visible of each image, row-major grid indices of the visible tokens, ascending; at least
   *     one, and equally many in each image
   * @param partition the windows of each grid
   * @param channels channels of a token, at least 1
   * @param mode how windows are packed; where that is one group, each image has one
   * @return the plan of the flat rows of the tokens ({@link io.greenmim.masking.MaskBatch})
   * @throws IllegalArgumentException if no token is visible or they do not ascend inside the grid
   */
  public static GroupPlan plan(
      List<int[]> visible, WindowPartition partition, int channels, GroupingMode mode) {
    int images = visible.size();
    int each = visible.get(0).length;
    int tokens = Math.multiplyExact(each, images);
    int[] windowOfToken = new int[tokens];
    int[] positionOfToken = new int[tokens];
    int[] windowCounts = new int[Math.multiplyExact(partition.windows(), images)];
    for (int image = 0; image < images; image++) {
      int[] own = visible.get(image);
      checkVisible(own, each, partition);
      int first = image * partition.windows();
      for (int i = 0; i < each; i++) {
        int row = own[i] / partition.width();
        int col = own[i] % partition.width();
        int token = i * images + image;
        windowOfToken[token] = first + partition.windowOf(row, col);
        positionOfToken[token] = partition.positionOf(row, col);
        windowCounts[windowOfToken[token]]++;
      }
    }
    boolean few = each <= 2 * partition.window().cells();
    boolean single = mode == GroupingMode.MASKING || (few && mode.joinsFew());
    Packing packing =
        single
            ? onePerImage(windowCounts, images, each)
            : pack(windowCounts, images, channels, mode);
    int[] slotOfToken = slots(packing, windowOfToken, windowCounts);
    return new GroupPlan(
        packing, partition.window(), images, slotOfToken, windowOfToken, positionOfToken);
  }

  /** All windows of an image in a group. */
  private static Packing onePerImage(int[] windowCounts, int images, int tokens) {
    int windows = windowCounts.length / images;
    int[] imageOfItem =
        IntStream.range(0, windowCounts.length)
            .filter(window -> windowCounts[window] > 0)
            .map(window -> window / windows)
            .toArray();
    return new Packing(tokens, images, imageOfItem);
  }

  private static Packing pack(int[] windowCounts, int images, int channels, GroupingMode mode) {
    int windows = windowCounts.length / images;
    int[][] parts =
        IntStream.iterate(0, image -> image < images, image -> image + TOGETHER)
            .mapToObj(
                image -> {
                  int end = Math.min(image + TOGETHER, images);
                  return Arrays.stream(windowCounts, image * windows, end * windows)
                      .filter(count -> count > 0)
                      .toArray();
                })
            .toArray(int[][]::new);
    KnapsackPacker packer = new KnapsackPacker(parts);
    return switch (mode) {
      case FIXED -> packer.pack(packer.largest(), KnapsackPacker.TieBreak.EARLIEST);
      case PAIRS -> GroupSizeSelector.select(packer, Packing.Cost.PAIRS);
      default -> GroupSizeSelector.select(packer, Packing.Cost.published(channels));
    };
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

  private static void checkVisible(int[] visible, int count, WindowPartition partition) {
    if (visible.length == 0) {
      throw new IllegalArgumentException("visible tokens: expected at least 1, got none");
    }
    if (visible.length != count) {
      throw new IllegalArgumentException(
          "visible tokens: expected as many in each image, got %s and %s"
              .formatted(count, visible.length));
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
