package io.greenmim.pvt;

import io.greenmim.config.Checks;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.MaskPlanner;
import io.greenmim.pvt.StageRows.Windows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds the rows that each layer reads. Stateless and thread-safe. */
final class PvtPlanner implements MaskPlanner {

  private static final int POOL = PvtConfig.POOL;

  private final PvtConfig config;
  private final int maskPatch;

  /** Refuses mask patches that stages or keys would cut. */
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
  }

  @Override
  public MaskPlan plan(List<PatchMask> masks) {
    Checks.that(!masks.isEmpty(), "masks: expected one or one for each image, got none");
    PatchMask first = masks.get(0);
    for (PatchMask mask : masks) {
      Checks.that(
          mask.rows() == first.rows() && mask.cols() == first.cols(),
          "masks: expected grids of one size, got %sx%s and %sx%s",
          first.rows(),
          first.cols(),
          mask.rows(),
          mask.cols());
      Checks.that(
          mask.visibleCount() == first.visibleCount(),
          "masks: expected as many visible patches in every image, got %s and %s",
          first.visibleCount(),
          mask.visibleCount());
    }
    Checks.that(
        first.visibleCount() > 0,
        "mask of a %dx%d grid: expected at least 1 visible patch, got none",
        first.rows(),
        first.cols());
    Checks.that(
        !config.linear() || (first.rows() == POOL && first.cols() == POOL),
        "linear PVT v2: expected a mask of 7 x 7 patches, as images of 224 pixels have, for only"
            + " there its keys are whole patches; got %s x %s",
        first.rows(),
        first.cols());
    List<StageRows> stages = new ArrayList<>();
    SiteGrid below = null;
    for (int stage = 0; stage < config.stages(); stage++) {
      int scale = maskPatch / config.stride(stage);
      SiteGrid grid = SiteGrid.visible(masks, scale);
      // The linear form's cells are the patches of the mask.
      int side = config.linear() ? scale : config.subSampling().get(stage);
      SiteGrid cells = SiteGrid.visible(masks, scale / side);
      boolean own = !config.linear() && side == 1;
      Windows keys = own ? null : grid.windows(cells, side, side, 0);
      stages.add(
          new StageRows(grid, embedding(below, grid), keys, config.linear() ? means(keys) : null));
      below = grid;
    }
    return new PvtPlan(List.copyOf(masks), List.copyOf(stages));
  }

  private static float[] means(Windows cells) {
    float[] weights = new float[cells.count() * cells.area()];
    Arrays.fill(weights, 1f / cells.area());
    return weights;
  }

  /** Plans a whole grid of patches. */
  static List<StageRows> dense(PvtConfig config, int height, int width) {
    List<StageRows> stages = new ArrayList<>();
    SiteGrid below = null;
    for (int stage = 0; stage < config.stages(); stage++) {
      SiteGrid grid =
          below == null
              ? SiteGrid.all(height, width)
              : SiteGrid.all((below.height() + 1) / 2, (below.width() + 1) / 2);
      Windows embedding = embedding(below, grid);
      int side = config.subSampling().get(stage);
      if (config.linear()) {
        stages.add(pooled(grid, embedding));
      } else if (side == 1) {
        stages.add(new StageRows(grid, embedding, null, null));
      } else {
        Checks.that(
            grid.height() >= side && grid.width() >= side,
            "image size: expected sides of at least %s pixels, of which one key is made, got %s x"
                + " %s",
            config.stride(stage) * side,
            height * config.patchSize(),
            width * config.patchSize());
        SiteGrid cells = SiteGrid.all(grid.height() / side, grid.width() / side);
        stages.add(new StageRows(grid, embedding, grid.windows(cells, side, side, 0), null));
      }
      below = grid;
    }
    return stages;
  }

  /** Patches of the image are cut from all of it; tokens of a stage are those of the one before. */
  private static Windows embedding(SiteGrid below, SiteGrid grid) {
    return below == null ? grid.windowsOverAll(grid, 2, 1, 1) : below.windows(grid, 3, 2, 1);
  }

  /** Means of 7 x 7 cells of any grid, from floor(i n / 7) to ceil((i + 1) n / 7). */
  private static StageRows pooled(SiteGrid grid, Windows embedding) {
    int high = most(grid.height());
    int wide = most(grid.width());
    int area = high * wide;
    int[] sites = new int[POOL * POOL * area];
    float[] weights = new float[sites.length];
    for (int cell = 0; cell < POOL * POOL; cell++) {
      int top = cell / POOL * grid.height() / POOL;
      int left = cell % POOL * grid.width() / POOL;
      int bottom = end(cell / POOL, grid.height());
      int right = end(cell % POOL, grid.width());
      int next = cell * area;
      for (int row = top; row < bottom; row++) {
        for (int col = left; col < right; col++) {
          sites[next] = row * grid.width() + col;
          weights[next++] = 1f / ((bottom - top) * (right - left));
        }
      }
    }
    return new StageRows(grid, embedding, new Windows(POOL * POOL, area, sites), weights);
  }

  private static int end(int cell, int side) {
    return ((cell + 1) * side + POOL - 1) / POOL;
  }

  /** The most sites of a cell along a side. */
  private static int most(int side) {
    int most = 0;
    for (int cell = 0; cell < POOL; cell++) {
      most = Math.max(most, end(cell, side) - cell * side / POOL);
    }
    return most;
  }
}
