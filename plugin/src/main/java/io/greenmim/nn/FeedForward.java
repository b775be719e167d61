package io.greenmim.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.ops.ArrayScope;

/**
 * The two-layer perceptron of a transformer block with the exact (erf) GELU between its layers
 * (Dosovitskiy et al., 2020, arXiv 2010.11929, section 3.1).
 *
 * <p>Float32; works on the device of its input.
 *
 * @shape input and output (n, B, C)
 */
public final class FeedForward extends ParameterBlock {

  private final Linear fc1;
  private final Linear fc2;

  /**
   * Makes the perceptron.
   *
   * @param channels input and output channels C
   * @param hidden channels of the hidden layer
   */
  public FeedForward(int channels, int hidden) {
    fc1 = addChildBlock("fc1", new Linear(channels, hidden, true));
    fc2 = addChildBlock("fc2", new Linear(hidden, channels, true));
  }

  /**
   * Applies the perceptron.
   *
   * @param store the parameter store
   * @param x tokens, (n, B, C)
   * @param training whether this is a training pass
   * @return tokens, (n, B, C)
   */
  public NDArray forward(ParameterStore store, NDArray x, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray hidden = Activation.gelu(fc1.forward(store, x, training));
      return scope.keep(fc2.forward(store, hidden, training));
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    checkInputs(inputs.size(), 1);
    return new NDList(forward(store, inputs.head(), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0]};
  }
}
