package io.greenmim.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.function.Supplier;

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
  default NDArray encodeMasked(
      ParameterStore store, NDArray images, NDArray maskToken, NDArray hidden, boolean training) {
    return Segments.run(
        maskedSegments(store, images.getShape(), maskToken, () -> hidden, training), images);
  }

  /**
   * Cuts {@link #encodeMasked} into stages.
   *
   * @param store the parameter store
   * @param images shape of the images, (B, c, H, W)
   * @param maskToken the token, (1, 1, C)
   * @param hidden gives 1 for each hidden patch, 0 for the others, row-major, (n, B, 1), float32;
   *     asked by the first stage
   * @param training whether this is a training pass
   * @return the stages; the first takes images, the last gives latents
   */
  List<Segment> maskedSegments(
      ParameterStore store,
      Shape images,
      NDArray maskToken,
      Supplier<NDArray> hidden,
      boolean training);
}
