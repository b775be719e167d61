package io.greenmim.model;

import ai.djl.ndarray.NDArray;

/**
 * A stage of an encoder, which can be run again for the backward pass (Chen et al., 2016, arXiv
 * 1604.06174, section 3).
 */
@FunctionalInterface
public interface EncoderStage {

  /**
   * What a stage computes.
   *
   * @param map its feature map, not normalised, (B, C_i, H_i, W_i), float32
   * @param next what the next stage takes; null in the last stage
   */
  record Output(NDArray map, NDArray next) {}

  /**
   * Runs the stage.
   *
   * @param x what the stage before gave; the images, (B, c, H, W), for the first one
   * @param training whether this is a training pass
   * @return the map, and what the next stage takes
   */
  Output run(NDArray x, boolean training);
}
