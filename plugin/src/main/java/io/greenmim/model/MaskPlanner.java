package io.greenmim.model;

import io.greenmim.masking.PatchMask;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Turns masks into what a forward pass takes. Costly where windows are packed, so call it on the
 * data loader's threads: it may be called from several at once.
 */
@FunctionalInterface
public interface MaskPlanner {

  /**
   * Plans a batch.
   *
   * @param masks the masks of the batch: one that all images share, or one for each
   * @return the plan; the same masks give the same indices
   * @throws IllegalArgumentException if the masks have different grids, nothing is visible where
   *     something must be, or images show different numbers of patches where all must show equally
   *     many
   */
  MaskPlan plan(List<PatchMask> masks);

  /**
   * Lists the parts of the work that planning one mask is, for measurements of each by itself.
   *
   * @return what is done with a mask, by the names of the parts, in order; empty by default
   */
  default Map<String, Consumer<PatchMask>> parts() {
    return Map.of();
  }

  /**
   * Returns a planner of the same pass over whole maps that are zero where patches are hidden, for
   * measurements: what is saved by computing at the visible sites alone.
   *
   * @return the planner, whose plans give the same latents but for rounding; empty by default, as
   *     an encoder has it that cannot hide patches so
   */
  default Optional<MaskPlanner> zeroFilled() {
    return Optional.empty();
  }
}
