package io.greenmim.swin;

import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlan;
import java.util.List;

/**
 * All indices of a pass over the visible patches, as they go to the device. Immutable, shared by a
 * whole batch; arrays are not copied.
 *
 * @param mask the mask, at least one patch visible
 * @param height rows of the grid of embedded patches
 * @param width columns of that grid
 * @param patches row-major numbers of the visible patches, ascending: the only ones embedded
 * @param stages where the visible tokens of each stage go
 */
record SwinPlan(PatchMask mask, int height, int width, int[] patches, List<StageLayout> stages)
    implements MaskPlan {

  @Override
  public List<PatchMask> masks() {
    return List.of(mask);
  }
}
