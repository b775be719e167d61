package io.greenmim.grouping;

import io.greenmim.masking.PatchMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the plan of a green forward pass from a mask. Stateless and thread-safe: call it on the
 * data loader's threads.
 */
public final class GreenPlanner {
  private final Settings settings;

  /**
   * What the plan needs to know of the encoder.
   *
   * @param tokensPerMaskSide tokens of stage 0 along a side of a mask patch, divisible by {@code
   *     2^(stages - 1)}; 32 / 4 = 8 for mask patches of 32 pixels and patches of 4
   * @param windows side of the attention window of each stage in tokens, each at least 1
   * @param channels channels of a token of each stage, each at least 1; as many as windows
   * @param mode how windows are packed into groups
   */
  public record Settings(
      int tokensPerMaskSide, List<Integer> windows, List<Integer> channels, GroupingMode mode) {
    private static final int MAX_STAGES = 16;

    /**
     * Checks the settings and copies the lists.
     *
     * @param tokensPerMaskSide tokens of stage 0 along a side of a mask patch
     * @param windows side of the attention window of each stage in tokens
     * @param channels channels of a token of each stage
     * @param mode how windows are packed into groups
     * @throws IllegalArgumentException if a number is outside its range, the lists differ in length
     *     or are empty, or the tokens of a mask patch cannot be merged between all stages
     */
    public Settings {
      windows = List.copyOf(windows);
      channels = List.copyOf(channels);
      if (mode == null) {
        throw new IllegalArgumentException(
            "grouping mode: expected one of "
                + Arrays.toString(GroupingMode.values())
                + ", got none");
      }
      if (windows.isEmpty() || windows.size() > MAX_STAGES) {
        throw new IllegalArgumentException(
            "stages: expected 1 to " + MAX_STAGES + " windows, got " + windows.size());
      }
      if (channels.size() != windows.size()) {
        throw new IllegalArgumentException(
            "channels: expected one for each of " + windows.size() + " stages, got " + channels);
      }
      checkPositive("windows", windows);
      checkPositive("channels", channels);
      int divisor = 1 << (windows.size() - 1);
      if (tokensPerMaskSide < 1 || tokensPerMaskSide % divisor != 0) {
        throw new IllegalArgumentException(
            "tokens per mask patch side: expected a positive multiple of "
                + divisor
                + " for "
                + windows.size()
                + " stages, got "
                + tokensPerMaskSide);
      }
    }

    private static void checkPositive(String name, List<Integer> values) {
      for (int value : values) {
        if (value < 1) {
          throw new IllegalArgumentException(name + ": expected at least 1 each, got " + values);
        }
      }
    }
  }

  /**
   * Creates a planner.
   *
   * @param settings what the plan needs to know of the encoder
   */
  public GreenPlanner(Settings settings) {
    this.settings = settings;
  }

  /**
   * Plans all stages under one mask.
   *
   * @param mask the mask, at least one patch visible
   * @return the plan; equal masks give equal plans
   * @throws IllegalArgumentException if the mask hides every patch
   * @throws ArithmeticException if stage 0 has more than {@link Integer#MAX_VALUE} tokens
   */
  public GreenPlan plan(PatchMask mask) {
    if (mask.visibleCount() == 0) {
      throw new IllegalArgumentException(
          "mask of a "
              + mask.rows()
              + "x"
              + mask.cols()
              + " grid: expected at least 1 visible patch, got none");
    }
    int count = settings.windows().size();
    List<int[]> visible = new ArrayList<>();
    for (int stage = 0; stage < count; stage++) {
      visible.add(mask.visibleTokens(scale(stage)));
    }
    List<StagePlan> stages = new ArrayList<>();
    for (int stage = 0; stage < count; stage++) {
      int width = mask.cols() * scale(stage);
      int[] merge =
          stage + 1 < count
              ? mergeIndices(visible.get(stage), visible.get(stage + 1), width)
              : new int[0];
      stages.add(planStage(mask, stage, visible.get(stage), merge));
    }
    return new GreenPlan(mask, visible.get(0), stages);
  }

  private int scale(int stage) {
    return settings.tokensPerMaskSide() >> stage;
  }

  private StagePlan planStage(PatchMask mask, int stage, int[] visible, int[] merge) {
    int height = mask.rows() * scale(stage);
    int width = mask.cols() * scale(stage);
    int window = settings.windows().get(stage);
    int channels = settings.channels().get(stage);
    GroupPlan regular =
        WindowGrouper.plan(
            visible, new WindowPartition(height, width, window, 0), channels, settings.mode());
    WindowPartition moved = new WindowPartition(height, width, window, window / 2);
    GroupPlan shifted =
        moved.isShifted() ? WindowGrouper.plan(visible, moved, channels, settings.mode()) : regular;
    return new StagePlan(height, width, regular, shifted, merge);
  }

  /** Finds the quadruple of every token of the coarser grid in the finer grid's visible list. */
  private static int[] mergeIndices(int[] fine, int[] coarse, int fineWidth) {
    int coarseWidth = fineWidth / 2;
    int[] merge = new int[fine.length];
    int next = 0;
    for (int token : coarse) {
      int first = token / coarseWidth * 2 * fineWidth + token % coarseWidth * 2;
      int upper = Arrays.binarySearch(fine, first);
      int lower = Arrays.binarySearch(fine, first + fineWidth);
      merge[next++] = upper;
      merge[next++] = lower;
      merge[next++] = upper + 1;
      merge[next++] = lower + 1;
    }
    return merge;
  }
}
