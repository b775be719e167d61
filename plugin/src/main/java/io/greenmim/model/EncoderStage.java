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
   * @param tokens its tokens, row-major, not normalised, (n, B, C_i), float32
   * @param next what the next stage takes; null in the last stage
   */
  record Output(NDArray tokens, NDArray next) {}

  /**
   * Runs the stage.
   *
   * @param x what the stage before gave; the images, (B, c, H, W), for the first one
   * @param training whether this is a training pass
   * @return the tokens, and what the next stage takes
   */
  Output run(NDArray x, boolean training);
}
