package io.greenmim.convnext;

import io.greenmim.config.Checks;
import io.greenmim.masking.MaskBatch;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlanner;
import io.greenmim.sparse.Sites;
import java.util.List;
import java.util.stream.IntStream;

/** Makes the plan of a pass over the visible patches from masks. Stateless and thread-safe. */
final class ConvNextPlanner implements MaskPlanner {

  private final ConvNextConfig config;
  private final int maskPatch;

  /** Refuses mask patches that a token of the last stage does not fit. */
  ConvNextPlanner(ConvNextConfig config, int maskPatch) {
    this.config = config;
    this.maskPatch = maskPatch;
    Checks.that(
        maskPatch > 0 && maskPatch % config.stride() == 0,
        "mask patch: expected a multiple of the total stride %d, got %d",
        config.stride(),
        maskPatch);
  }

  @Override
  public ConvNextPlan plan(List<PatchMask> list) {
    List<PatchMask> masks = new MaskBatch(list).masks();
    Checks.that(
        masks.stream().anyMatch(mask -> mask.visibleCount() > 0),
        "masks: expected at least 1 visible patch in a batch, got none");
    List<Sites> grids =
        IntStream.range(0, config.stages())
            .mapToObj(stage -> Sites.visible(masks, maskPatch / config.stride(stage)))
            .toList();
    return new ConvNextPlan(masks, StageSites.of(config, grids), patches(grids.get(0)));
  }

  private static int[] patches(Sites sites) {
    int batch = sites.masks();
    if (batch == 1) {
      return sites.of(0);
    }
    int cells = sites.height() * sites.width();
    int[] rows = sites.gridRows(batch);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = rows[i] % cells * batch + rows[i] / cells;
    }
    return rows;
  }
}
