package io.greenmim.swin;

import io.greenmim.config.Checks;
import io.greenmim.config.GridSize;
import io.greenmim.grouping.GroupPlan;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.grouping.WindowGrouper;
import io.greenmim.grouping.WindowLayout;
import io.greenmim.grouping.WindowPartition;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.MaskPlanner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Makes the plan of a pass over the visible patches from a mask. Stateless and thread-safe. */
final class SwinPlanner implements MaskPlanner {

  private final SwinConfig config;
  private final int tokensPerMaskSide;
  private final GroupingMode mode;

  /** Refuses mask patches whose tokens cannot be merged between all stages. */
  SwinPlanner(SwinConfig config, int maskPatch, GroupingMode mode) {
    this.config = config;
    this.mode = Objects.requireNonNull(mode, "mode");
    tokensPerMaskSide = maskPatch / config.patchSize();
    int divisor = 1 << (config.stages() - 1);
    Checks.that(
        tokensPerMaskSide > 0
            && tokensPerMaskSide % divisor == 0
            && maskPatch % config.patchSize() == 0,
        "mask patch: expected a multiple of the total stride %d, got %d",
        config.stride(),
        maskPatch);
  }

  @Override
  public MaskPlan plan(List<PatchMask> masks) {
    return MaskPlanner.ofOne(this::plan).plan(masks);
  }

  @Override
  public Map<String, Consumer<PatchMask>> parts() {
    Map<String, Consumer<PatchMask>> parts = new LinkedHashMap<>();
    for (int i = 0; i < config.stages(); i++) {
      int stage = i;
      parts.put("stage %s regular".formatted(i + 1), mask -> group(mask, stage, false));
      parts.put("stage %s shifted".formatted(i + 1), mask -> group(mask, stage, true));
    }
    return parts;
  }

  /** Plans all stages under one mask, which must show something. */
  SwinPlan plan(PatchMask mask) {
    Checks.that(
        mask.visibleCount() > 0,
        "mask of a %dx%d grid: expected at least 1 visible patch, got none",
        mask.rows(),
        mask.cols());
    int count = config.stages();
    List<int[]> visible = new ArrayList<>();
    for (int stage = 0; stage < count; stage++) {
      visible.add(mask.visibleTokens(scale(stage)));
    }
    List<StageLayout> stages = new ArrayList<>();
    for (int stage = 0; stage < count; stage++) {
      int width = mask.cols() * scale(stage);
      int[] merge =
          stage + 1 < count
              ? mergeIndices(visible.get(stage), visible.get(stage + 1), width)
              : new int[0];
      stages.add(layout(mask, stage, visible.get(stage), merge));
    }
    return new SwinPlan(
        mask, mask.rows() * scale(0), mask.cols() * scale(0), visible.get(0), List.copyOf(stages));
  }

  private int scale(int stage) {
    return tokensPerMaskSide >> stage;
  }

  private StageLayout layout(PatchMask mask, int stage, int[] visible, int[] merge) {
    WindowLayout regular = group(visible, windows(mask, stage, false), stage);
    WindowPartition moved = windows(mask, stage, true);
    WindowLayout shifted = moved.isShifted() ? group(visible, moved, stage) : regular;
    return new StageLayout(visible.length, regular, shifted, merge);
  }

  private WindowPartition windows(PatchMask mask, int stage, boolean shifted) {
    GridSize window = config.stageWindow(stage);
    return new WindowPartition(
        axis(mask.rows() * scale(stage), window.height(), shifted),
        axis(mask.cols() * scale(stage), window.width(), shifted));
  }

  private static WindowPartition.Axis axis(int side, int window, boolean shifted) {
    return new WindowPartition.Axis(side, window, shifted ? window / 2 : 0);
  }

  private GroupPlan group(PatchMask mask, int stage, boolean shifted) {
    return WindowGrouper.plan(
        mask.visibleTokens(scale(stage)),
        windows(mask, stage, shifted),
        config.channels(stage),
        mode);
  }

  private WindowLayout group(int[] visible, WindowPartition partition, int stage) {
    GroupPlan plan = WindowGrouper.plan(visible, partition, config.channels(stage), mode);
    return WindowLayout.grouped(plan);
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
