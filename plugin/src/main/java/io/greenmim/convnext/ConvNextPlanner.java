package io.greenmim.convnext;

import io.greenmim.config.Checks;
import io.greenmim.masking.MaskBatch;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlanner;
import io.greenmim.sparse.Sites;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes the plan of a pass over the visible patches from masks. Stateless and thread-safe. */
final class ConvNextPlanner implements MaskPlanner {

  private final ConvNextConfig config;
  private final int maskPatch;
  private final boolean zeroFilled;

  /** Refuses mask patches that a token of the last stage does not fit. */
  ConvNextPlanner(ConvNextConfig config, int maskPatch) {
    this(config, maskPatch, false);
  }

  private ConvNextPlanner(ConvNextConfig config, int maskPatch, boolean zeroFilled) {
    this.config = config;
    this.maskPatch = maskPatch;
    this.zeroFilled = zeroFilled;
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
    return zeroFilled
        ? new ConvNextPlan(
            masks,
            StageSites.zeroFilled(config, grids),
            null,
            ChosenTokens.of(grids.get(grids.size() - 1)))
        : new ConvNextPlan(
            masks, StageSites.of(config, grids), ChosenTokens.of(grids.get(0)), null);
  }

  @Override
  public Optional<MaskPlanner> zeroFilled() {
    return Optional.of(new ConvNextPlanner(config, maskPatch, true));
  }
}
