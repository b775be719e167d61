package io.greenmim.twins;

import ai.djl.Device;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlan;
import io.greenmim.ops.Precision;
import java.util.List;

/**
 * All indices of a pass over the visible patches, as they go to the device. Immutable; arrays are
 * not copied. Where images have masks of their own, row numbers are flat ({@link
 * io.greenmim.masking.MaskBatch}).
 *
 * @param masks one mask for the batch or one for each image, equally many patches visible in each
 * @param patches row-major numbers of the visible patches, ascending: the only ones embedded
 * @param stages where the visible tokens of each stage go
 */
record TwinsPlan(List<PatchMask> masks, int[] patches, List<StageLayout> stages)
    implements MaskPlan {

  @Override
  public void prepare(int images, Device device, Precision precision) {
    stages.forEach(stage -> stage.prepare(images, device, precision));
  }
}
