package io.greenmim.model.mim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.greenmim.ops.ArrayScope;

/**
 * Pictures of what a model makes of masked images.
 *
 * <p>With a normalised target the hidden patches are shown with their true mean and variance, which
 * the model did not predict: the pictures leak these two numbers for each patch.
 *
 * @param masked the images with hidden patches in the mean colour, (B, c, H, W), float32,
 *     normalised as the images are
 * @param reconstruction the prediction in the hidden patches, the original in the visible ones, (B,
 *     c, H, W), likewise
 */
public record Reconstruction(NDArray masked, NDArray reconstruction) {

  /**
   * Pastes predictions into images.
   *
   * @param images normalised images, (B, c, H, W), float32
   * @param predicted predicted images in the same units, (B, c, H, W), float32
   * @param hidden 1 for hidden pixels, 0 for visible ones, (1 or B, 1, H, W), float32
   * @return the pictures
   */
  static Reconstruction of(NDArray images, NDArray predicted, NDArray hidden) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray visible = hidden.neg().add(1f);
      // Zero is the mean colour of the normalised images: a neutral grey.
      NDArray masked = images.mul(visible);
      NDArray pasted = masked.add(predicted.mul(hidden));
      return new Reconstruction(masked, pasted).keptBy(scope);
    }
  }

  /** Keeps both pictures beyond a scope. */
  Reconstruction keptBy(ArrayScope scope) {
    return new Reconstruction(scope.keep(masked), scope.keep(reconstruction));
  }

  /** Returns both pictures, the masked one first. */
  NDList toList() {
    return new NDList(masked, reconstruction);
  }
}
