package io.greenmim.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.List;

/**
 * An encoder as a chain of stages, each of which gives a feature map: what detectors build on. They
 * normalise the maps by themselves, freeze the first stages and run stages again to save memory.
 *
 * @shape input (B, c, H, W); output the maps of the stages (B, C_i, H_i, W_i)
 */
public interface StagedEncoder extends Block {

  /**
   * Describes the feature maps.
   *
   * @return one description for each stage, finest first
   */
  List<FeatureSpec> featureSpecs();

  /**
   * Lists the stages for images of a size; the first one embeds the patches too.
   *
   * @param store the parameter store
   * @param images shape of the images, (B, c, H, W); the patch size divides H and W
   * @return the stages
   * @throws IllegalArgumentException if the patch size does not divide a side
   */
  List<EncoderStage> stages(ParameterStore store, Shape images);

  /**
   * Returns the stage that a parameter belongs to.
   *
   * @param name path of the parameter inside the encoder, such as {@code
   *     layers.0.blocks.1.attn.qkv.weight}
   * @return index of the stage that uses it, from 0
   */
  int stageOf(String name);

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
   * @param name path of the parameter inside the encoder
   * @return 0 for the patch embedding, k + 1 for block k over all stages, the last id for the rest
   */
  int layerId(String name);
}
