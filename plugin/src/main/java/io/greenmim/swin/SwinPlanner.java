package io.greenmim.swin;

import io.greenmim.config.Checks;
import io.greenmim.config.GridSize;
import io.greenmim.grouping.GroupPlan;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.grouping.WindowGrouper;
import io.greenmim.grouping.WindowLayout;
import io.greenmim.grouping.WindowPartition;
import io.greenmim.masking.MaskBatch;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlanner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Makes the plan of a pass over the visible patches from masks. Stateless and thread-safe. */
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
  public SwinPlan plan(List<PatchMask> list) {
    MaskBatch masks = new MaskBatch(list);
    masks.visibleCount(); // refuses other numbers
    List<StageLayout> stages = new ArrayList<>();
    for (int stage = 0; stage < config.stages(); stage++) {
      stages.add(layout(masks, stage));
    }
    int[] patches = masks.flatRows(mask -> mask.visibleTokens(scale(0)));
    return new SwinPlan(
        masks.masks(),
        masks.rows() * scale(0),
        masks.cols() * scale(0),
        patches,
        List.copyOf(stages));
  }

  @Override
  public Map<String, Consumer<PatchMask>> parts() {
    Map<String, Consumer<PatchMask>> parts = new LinkedHashMap<>();
    for (int i = 0; i < config.stages(); i++) {
      int stage = i;
      parts.put("stage %s regular".formatted(i + 1), part(stage, false));
      parts.put("stage %s shifted".formatted(i + 1), part(stage, true));
    }
    return parts;
  }

  private Consumer<PatchMask> part(int stage, boolean shifted) {
    return mask -> group(visible(new MaskBatch(List.of(mask)), stage), mask, stage, shifted);
  }

  private int scale(int stage) {
    return tokensPerMaskSide >> stage;
  }

  private StageLayout layout(MaskBatch masks, int stage) {
    List<int[]> visible = visible(masks, stage);
    PatchMask grid = masks.masks().get(0);
    WindowLayout regular = WindowLayout.grouped(group(visible, grid, stage, false));
    WindowLayout shifted =
        windows(grid, stage, true).isShifted()
            ? WindowLayout.grouped(group(visible, grid, stage, true))
            : regular;
    return new StageLayout(visible.get(0).length, regular, shifted, quadruples(masks, stage));
  }

  private List<int[]> visible(MaskBatch masks, int stage) {
    return masks.masks().stream().map(mask -> mask.visibleTokens(scale(stage))).toList();
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

  private GroupPlan group(List<int[]> visible, PatchMask grid, int stage, boolean shifted) {
    return WindowGrouper.plan(visible, windows(grid, stage, shifted), config.channels(stage), mode);
  }

  /** The four rows of every token of the next stage; none in the last. */
  private int[] quadruples(MaskBatch masks, int stage) {
    if (stage + 1 == config.stages()) {
      return new int[0];
    }
    return masks.flatRows(
        mask ->
            quadruples(
                mask.visibleTokens(scale(stage)),
                mask.visibleTokens(scale(stage + 1)),
                mask.cols() * scale(stage)));
  }

  /** Finds the quadruple of every token of the coarser grid in the finer grid's visible list. */
  private static int[] quadruples(int[] fine, int[] coarse, int fineWidth) {
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
