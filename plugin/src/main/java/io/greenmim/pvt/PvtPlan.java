package io.greenmim.pvt;

import ai.djl.Device;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlan;
import io.greenmim.ops.Precision;
import java.util.List;

/**
 * All sites of a pass over the visible patches. Shared by a whole batch.
 *
 * @param masks one mask for all images, or one for each with as many visible patches
 * @param stages which tokens each stage reads
 */
record PvtPlan(List<PatchMask> masks, List<StageSites> stages) implements MaskPlan {

  @Override
  public void prepare(int images, Device device, Precision precision) {
    stages.forEach(stage -> stage.prepare(images, device, precision));
  }
}
