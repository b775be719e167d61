package io.greenmim.model.mim;

import io.greenmim.masking.MaskBatch;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlan;
import java.util.List;

/**
 * Masks alone, without a plan of the visible patches: what a dense encoder needs.
 *
 * @param masks one mask for all images of a batch, or one for each; all of the same grid
 */
public record ImageMasks(List<PatchMask> masks) implements MaskPlan {

  /**
   * Checks the masks.
   *
   * @throws IllegalArgumentException if there is none or two have different grids
   */
  public ImageMasks {
    masks = new MaskBatch(masks).masks();
  }
}
