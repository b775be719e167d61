package io.greenmim.pvt;

import io.greenmim.config.Checks;
import io.greenmim.masking.MaskBatch;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.MaskPlanner;
import io.greenmim.sparse.SiteMaps;
import io.greenmim.sparse.Sites;
import java.util.ArrayList;
import java.util.List;

/** Finds the sites that each stage reads. Stateless and thread-safe. */
final class PvtPlanner implements MaskPlanner {

  private static final int POOL = PvtConfig.POOL;

  private final PvtConfig config;
  private final int maskPatch;

  /** Refuses mask patches that stages or keys would cut, and images that the linear form would. */
  PvtPlanner(PvtConfig config, int maskPatch) {
    this.config = config;
    this.maskPatch = maskPatch;
    int unit = config.stride();
    for (int stage = 0; stage < config.stages() && !config.linear(); stage++) {
      unit = Math.max(unit, config.stride(stage) * config.subSampling().get(stage));
    }
    Checks.that(
        maskPatch > 0 && maskPatch % unit == 0,
        "mask patch: expected a multiple of %d pixels, the side of what becomes one token or key,"
            + " got %d",
        unit,
        maskPatch);
    checkLinear(config.imageSize().height() / maskPatch, config.imageSize().width() / maskPatch);
  }

  private void checkLinear(int rows, int cols) {
    Checks.that(
        !config.linear() || (rows == POOL && cols == POOL),
        "linear PVT v2: expected 7 x 7 mask patches where only visible patches are encoded, as"
            + " images of 224 pixels have, for only there its keys are whole patches; got %s x %s",
        rows,
        cols);
  }

  @Override
  public MaskPlan plan(List<PatchMask> list) {
    MaskBatch masks = new MaskBatch(list);
    masks.visibleCount(); // refuses other numbers
    checkLinear(masks.rows(), masks.cols());
    List<StageSites> stages = new ArrayList<>();
    Sites below = null;
    for (int stage = 0; stage < config.stages(); stage++) {
      int scale = maskPatch / config.stride(stage);
      Sites sites = Sites.visible(masks.masks(), scale);
      // The linear form's cells are the patches of the mask.
      int side = config.linear() ? scale : config.subSampling().get(stage);
      stages.add(StageSites.of(maps(config, stage, sites), below, side, config.linear()));
      below = sites;
    }
    return new PvtPlan(masks.masks(), List.copyOf(stages));
  }

  private static SiteMaps maps(PvtConfig config, int stage, Sites sites) {
    return SiteMaps.depthwise(sites, config.hiddenDim(stage), ConvolutionalFeedForward.KERNEL);
  }

  /** Plans a whole grid of patches. */
  static List<StageSites> dense(PvtConfig config, int height, int width) {
    List<StageSites> stages = new ArrayList<>();
    Sites below = null;
    for (int stage = 0; stage < config.stages(); stage++) {
      Sites sites =
          below == null
              ? Sites.all(height, width)
              : Sites.all((below.height() + 1) / 2, (below.width() + 1) / 2);
      int side = config.linear() ? 0 : config.subSampling().get(stage);
      Checks.that(
          sites.height() >= side && sites.width() >= side,
          "image size: expected sides of at least %s pixels, of which one key is made, got %s x %s",
          config.stride(stage) * side,
          height * config.patchSize(),
          width * config.patchSize());
      stages.add(StageSites.of(maps(config, stage, sites), below, side, config.linear()));
      below = sites;
    }
    return stages;
  }
}
