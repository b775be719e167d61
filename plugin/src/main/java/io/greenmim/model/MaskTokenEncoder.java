package io.greenmim.model;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;

/**
 * A dense encoder in which a mask token can stand for the hidden patches (Xie et al., 2021, section
 * 3.1).
 *
 * @shape input (B, c, H, W), a mask token (1, 1, C) and hidden tokens (n, B, 1); latents (m, B,
 *     C_last)
 */
public interface MaskTokenEncoder extends HierarchicalEncoder {

  /**
   * Returns the number of image channels.
   *
   * @return channels of an input image
   */
  int inChannels();

  /**
   * Returns the side of an embedded patch.
   *
   * @return side in pixels
   */
  int patchSize();

  /**
   * Returns the channels of an embedded patch.
   *
   * @return channels C of the first stage
   */
  int embedDim();

  /**
   * Encodes all patches, the hidden ones as the mask token.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @param maskToken the token, (1, 1, C)
   * @param hidden 1 for each hidden patch, 0 for the others, row-major, (n, B, 1), float32
   * @param training whether this is a training pass
   * @return normalised tokens of the last stage, row-major, (m, B, C_last)
   */
  NDArray encodeMasked(
      ParameterStore store, NDArray images, NDArray maskToken, NDArray hidden, boolean training);
}
