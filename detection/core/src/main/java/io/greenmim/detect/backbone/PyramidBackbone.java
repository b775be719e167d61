package io.greenmim.detect.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import java.util.List;

/**
 * An encoder with a feature pyramid on its maps.
 *
 * @shape input (B, c, H, W), sides multiples of the largest stride; output the levels of the
 *     pyramid, finest first
 */
public final class PyramidBackbone extends ParameterBlock {

  private final EncoderFeatures bottomUp;
  private final FeaturePyramid pyramid;

  /**
   * Makes a backbone without weights.
   *
   * @param bottomUp the encoder
   * @param channels channels of every level
   */
  public PyramidBackbone(EncoderFeatures bottomUp, int channels) {
    this.bottomUp = addChildBlock("bottom_up", bottomUp);
    // The published state dicts list the pyramid's parts beside the encoder: no name of its own.
    pyramid = addChildBlock("", new FeaturePyramid(bottomUp.featureSpecs(), channels));
  }

  /** {@return the encoder, whose training passes are begun apart} */
  public EncoderFeatures bottomUp() {
    return bottomUp;
  }

  /** {@return the pyramid} */
  public FeaturePyramid pyramid() {
    return pyramid;
  }

  /**
   * Computes the levels for inference.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @return levels, finest first, channels last in memory
   */
  public List<NDArray> forward(ParameterStore store, NDArray images) {
    try (ArrayScope scope = new ArrayScope()) {
      List<NDArray> levels = pyramid.forward(store, bottomUp.forward(store, images), false);
      levels.forEach(scope::keep);
      return levels;
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    checkInputs(inputs.size(), 1);
    return pyramid.forward(store, bottomUp.forward(store, inputs, training), training);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return pyramid.getOutputShapes(bottomUp.getOutputShapes(inputShapes));
  }
}
