package io.greenmim.convnext;

import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlan;
import io.greenmim.ops.Precision;
import java.util.List;

/**
 * What a pass over the visible patches needs, on the host. Immutable; arrays are not copied.
 *
 * @param masks one mask for the batch or one for each image
 * @param stages visible sites of each stage, and what its layers read there
 * @param patches the embedded patches: their numbers in an image if all share a mask, else flat
 *     rows of all patches of the batch, patch x B + image
 */
record ConvNextPlan(List<PatchMask> masks, List<StageSites> stages, int[] patches)
    implements MaskPlan {

  @Override
  public void prepare(int images, Precision precision) {
    stages.forEach(stage -> stage.prepare(images, precision));
  }
}
