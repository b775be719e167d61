package io.greenmim.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.List;

/**
 * An encoder with feature maps of falling resolution, computed from all patches of an image.
 *
 * <p>Whatever consumes encoders (feature pyramids, heads, optimisers with layer decay) sees them
 * through this contract only.
 *
 * @shape input (B, c, H, W); output the maps of the stages (B, C_i, H_i, W_i), then the pooled
 *     feature (B, C_last)
 */
public interface HierarchicalEncoder extends Block {

  /**
   * Describes the feature maps.
   *
   * @return one description for each stage, finest first
   */
  List<FeatureSpec> featureSpecs();

  /**
   * Computes the feature maps of images.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32; the patch size divides H and W
   * @param training whether this is a training pass
   * @return the maps and the pooled feature
   * @throws IllegalArgumentException if the patch size does not divide a side
   */
  FeatureMaps features(ParameterStore store, NDArray images, boolean training);

  /**
   * Returns the number of layers for layer-wise learning rate decay, the embedding and the head
   * counted in: ids run from 0 to this number less 1.
   *
   * @return number of layers
   */
  int layerCount();

  /**
   * Returns the layer of a parameter for layer-wise learning rate decay.
   *
   * @param name path of the parameter inside the encoder, such as {@code
   *     layers.0.blocks.1.attn.qkv.weight}
   * @return 0 for the patch embedding, k + 1 for block k over all stages, the last id for the rest
   */
  int layerId(String name);
}
