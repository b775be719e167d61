package io.greenmim.model;

import ai.djl.ndarray.NDArray;

/**
 * The visible patches of images alone; all images of a batch hide the same ones (Huang et al.,
 * 2022, arXiv 2205.13515, section 3).
 *
 * @param images normalised images, (B, c, H, W), float32, of the size that the plan was made for
 * @param plan what the encoder's planner made of the mask
 */
public record VisiblePatches(NDArray images, MaskPlan plan) implements EncoderInput {}
