package io.greenmim.model;

import ai.djl.ndarray.NDArray;
import io.greenmim.masking.MaskBatch;

/**
 * The visible patches of images alone (Huang et al., 2022, arXiv 2205.13515, section 3). All images
 * of a batch hide the same ones, or each has a mask of its own.
 *
 * @param images normalised images, (B, c, H, W), float32, of the size that the plan was made for
 * @param plan what the encoder's planner made of the masks
 */
public record VisiblePatches(NDArray images, MaskPlan plan) implements EncoderInput {

  /**
   * Checks the plan.
   *
   * @throws IllegalArgumentException if it has neither one mask nor one for each image
   */
  public VisiblePatches {
    new MaskBatch(plan.masks()).checkImages(images.getShape().get(0));
  }
}
