package io.greenmim.model;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;

/**
 * An encoder with feature maps of falling resolution, computed from all patches of an image.
 *
 * <p>Whatever consumes encoders (feature pyramids, heads, optimisers with layer decay) sees them
 * through this contract only.
 *
 * @shape input (B, c, H, W); output the pooled feature (B, C_last), then the maps of the stages (B,
 *     C_i, H_i, W_i)
 */
public interface HierarchicalEncoder extends StagedEncoder {

  /**
   * Computes the feature maps of images, the last one normalised.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32; the patch size divides H and W
   * @param training whether this is a training pass
   * @return the maps and the pooled feature
   * @throws IllegalArgumentException if the patch size does not divide a side
   */
  FeatureMaps features(ParameterStore store, NDArray images, boolean training);
}
