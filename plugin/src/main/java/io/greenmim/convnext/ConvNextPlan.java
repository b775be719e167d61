package io.greenmim.convnext;

import ai.djl.Device;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlan;
import io.greenmim.ops.Precision;
import java.util.List;

/**
 * What a pass over the visible patches needs, on the host. Arrays are not copied.
 *
 * @param masks one mask for the batch or one for each image
 * @param stages visible sites of each stage, and what its layers read there; all sites of maps that
 *     are zero where patches are hidden
 * @param embedded the embedded patches; null for all
 * @param latents the tokens of the last stage that are visible; null where there are no others
 */
record ConvNextPlan(
    List<PatchMask> masks, List<StageSites> stages, ChosenTokens embedded, ChosenTokens latents)
    implements MaskPlan {

  @Override
  public void prepare(int images, Device device, Precision precision) {
    stages.forEach(stage -> stage.prepare(images, device, precision));
  }
}
