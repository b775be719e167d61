package io.greenmim.model.mim;

import ai.djl.ndarray.NDArray;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Numbers;
import io.greenmim.ops.Patches;

/**
 * The pixels that a decoder predicts: squares of the normalised image, each optionally normalised
 * by its own mean and variance (He et al., 2021, section 3, "reconstruction target").
 */
public final class PixelTarget {

  /** Added to a patch's variance. */
  private static final float EPS = 1e-6f;

  private PixelTarget() {}

  /**
   * Cuts the target out of images.
   *
   * @param images normalised images, (B, c, H, W), float32
   * @param side side p of the square of pixels that a token predicts
   * @param normalise whether each patch is normalised by its own mean and variance
   * @return the target, (n, B, p x p x c), patches row-major, values in the order row, column,
   *     channel
   */
  public static NDArray of(NDArray images, int side, boolean normalise) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray patches = Patches.channelLast(images, side);
      return scope.keep(normalise ? normalise(patches) : patches);
    }
  }

  /**
   * Undoes the normalisation with the statistics of the true patches. What is shown this way leaks
   * each hidden patch's mean and variance.
   *
   * @param prediction predicted patches, (n, B, p x p x c)
   * @param images the true normalised images, (B, c, H, W)
   * @param side side p of the square of pixels that a token predicts
   * @return the prediction in units of the normalised image, (n, B, p x p x c)
   */
  public static NDArray denormalise(NDArray prediction, NDArray images, int side) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray patches = Patches.channelLast(images, side);
      NDArray mean = mean(patches);
      return scope.keep(prediction.mul(deviation(patches, mean)).add(mean));
    }
  }

  private static NDArray normalise(NDArray patches) {
    NDArray mean = mean(patches);
    return patches.sub(mean).div(deviation(patches, mean));
  }

  private static NDArray mean(NDArray patches) {
    return patches.mean(new int[] {-1}, true);
  }

  /** Square root of the unbiased variance plus {@link #EPS}. */
  private static NDArray deviation(NDArray patches, NDArray mean) {
    long values = patches.getShape().get(2);
    NDArray squares = patches.sub(mean).square().sum(new int[] {-1}, true);
    return Numbers.add(Numbers.divide(squares, (float) (values - 1)), EPS).sqrt();
  }
}
