package io.greenmim.model;

import io.greenmim.masking.PatchMask;
import java.util.List;
import java.util.Map;
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
   * @param masks the masks of the batch: one for all images, or one for each, as the model wants it
   * @return the plan; the same masks give the same indices
   * @throws IllegalArgumentException if their number is not what the model wants, or nothing is
   *     visible where something must be
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

  /** Plans the mask that all images of a batch share. */
  @FunctionalInterface
  interface OfOne {

    /**
     * Plans a mask.
     *
     * @param mask the mask
     * @return the plan
     */
    MaskPlan plan(PatchMask mask);
  }

  /**
   * Makes a planner that refuses several masks.
   *
   * @param one plans one mask
   * @return the planner
   */
  static MaskPlanner ofOne(OfOne one) {
    return masks -> {
      if (masks.size() != 1) {
        throw new IllegalArgumentException(
            "masks: expected one for all images of the batch, got " + masks.size());
      }
      return one.plan(masks.get(0));
    };
  }
}
