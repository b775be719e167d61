package io.greenmim.twins;

import io.greenmim.config.Checks;
import io.greenmim.config.GridSize;
import io.greenmim.config.WindowOrder;
import io.greenmim.grouping.GroupPlan;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.grouping.WindowGrouper;
import io.greenmim.grouping.WindowLayout;
import io.greenmim.grouping.WindowPartition;
import io.greenmim.grouping.WindowShift;
import io.greenmim.masking.MaskBatch;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlanner;
import io.greenmim.sparse.SiteMaps;
import io.greenmim.sparse.Sites;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Makes the plan of a pass over the visible patches from masks. Stateless and thread-safe. */
final class TwinsPlanner implements MaskPlanner {

  private final TwinsConfig config;
  private final int tokensPerMaskSide;
  private final GroupingMode mode;

  /** Refuses mask patches that do not hide or show the tokens of every square as a whole. */
  TwinsPlanner(TwinsConfig config, int maskPatch, GroupingMode mode) {
    this.config = config;
    this.mode = Objects.requireNonNull(mode, "mode");
    tokensPerMaskSide = maskPatch / config.patchSize();
    for (int stage = 0; stage < config.stages(); stage++) {
      int cell = config.stride(stage) * config.subSampling().get(stage);
      Checks.that(
          maskPatch > 0 && maskPatch % cell == 0,
          "mask patch: expected a multiple of the %d pixels of a key of stage %d, got %d",
          cell,
          stage,
          maskPatch);
    }
  }

  /** Lays out all tokens of a grid of patches. */
  static List<StageLayout> dense(TwinsConfig config, GridSize patches) {
    List<StageLayout> stages = new ArrayList<>();
    Sites before = null;
    for (int i = 0; i < config.stages(); i++) {
      int height = patches.height() >> i;
      int width = patches.width() >> i;
      int side = config.reduction(i);
      Checks.that(
          height >= side && width >= side,
          "image size: expected sides of at least %d pixels, got %s x %s",
          config.stride(i) * side,
          patches.height() * config.patchSize(),
          patches.width() * config.patchSize());
      int window = config.windows().get(i);
      WindowLayout windows =
          WindowLayout.dense(
              height,
              width,
              new GridSize(window, window),
              WindowShift.NONE,
              WindowOrder.PAD_THEN_SHIFT);
      Sites all = Sites.all(height, width);
      stages.add(
          StageLayout.of(
              maps(config, i, all), windows.withoutPositions(), before, config.reduction(i)));
      before = all;
    }
    return stages;
  }

  private static SiteMaps maps(TwinsConfig config, int stage, Sites sites) {
    return SiteMaps.depthwise(sites, config.channels(stage), PositionBlock.SIDE);
  }

  @Override
  public TwinsPlan plan(List<PatchMask> list) {
    MaskBatch masks = new MaskBatch(list);
    masks.visibleCount(); // refuses other numbers
    List<StageLayout> stages = new ArrayList<>();
    Sites before = null;
    for (int i = 0; i < config.stages(); i++) {
      Sites sites = Sites.visible(list, tokensPerMaskSide >> i);
      WindowLayout windows = WindowLayout.grouped(group(sites, i)).withoutPositions();
      stages.add(StageLayout.of(maps(config, i, sites), windows, before, config.reduction(i)));
      before = sites;
    }
    int[] patches = masks.flatRows(mask -> mask.visibleTokens(tokensPerMaskSide));
    return new TwinsPlan(masks.masks(), patches, List.copyOf(stages));
  }

  @Override
  public Map<String, Consumer<PatchMask>> parts() {
    Map<String, Consumer<PatchMask>> parts = new LinkedHashMap<>();
    for (int i = 0; i < config.stages(); i++) {
      int stage = i;
      parts.put(
          "stage %s".formatted(i + 1),
          mask -> group(Sites.visible(List.of(mask), tokensPerMaskSide >> stage), stage));
    }
    return parts;
  }

  private GroupPlan group(Sites sites, int stage) {
    int window = config.windows().get(stage);
    WindowPartition windows =
        new WindowPartition(
            new WindowPartition.Axis(sites.height(), window, 0),
            new WindowPartition.Axis(sites.width(), window, 0));
    List<int[]> visible = IntStream.range(0, sites.masks()).mapToObj(sites::of).toList();
    return WindowGrouper.plan(visible, windows, config.channels(stage), mode);
  }
}
