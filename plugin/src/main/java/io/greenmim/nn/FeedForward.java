package io.greenmim.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;

/**
 * The two-layer perceptron of a transformer block with the exact (erf) GELU between its layers
 * (Dosovitskiy et al., 2020, arXiv 2010.11929, section 3.1).
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input and output (n, B, C)
 */
public final class FeedForward extends ArrayBlock {

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
  @Override
  public NDArray forward(ParameterStore store, NDArray x, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray hidden = Activation.gelu(fc1.forward(store, x, training));
      return scope.keep(fc2.forward(store, hidden, training));
    }
  }

  /**
   * Adds the perceptron of the normalised input to the input.
   *
   * @param store the parameter store, which tells the precision
   * @param x tokens, (n, B, C)
   * @param norm the normalisation
   * @param keep factor of each image's branch, (1, B, 1), or null for 1
   * @param training whether this is a training pass
   * @return x + keep x perceptron(norm(x)), (n, B, C)
   */
  public NDArray residual(
      ParameterStore store, NDArray x, LayerNorm norm, NDArray keep, boolean training) {
    PackedWeights weights = PackedWeights.of(store);
    if (weights != null) {
      NDList arguments =
          new NDList(x, norm.weight(store, x, training), norm.bias(store, x, training));
      arguments.addAll(fc1.packed(weights, "first"));
      arguments.addAll(fc2.packed(weights, "second"));
      return weights.kernels(norm.eps()).call("packed_feed_forward", arguments);
    }
    Precision precision = PassStore.precision(store);
    if (precision == Precision.REFERENCE) {
      try (ArrayScope scope = new ArrayScope()) {
        NDArray branch = forward(store, norm.forward(store, x, training), training);
        return scope.keep(x.add(keep == null ? branch : branch.mul(keep)));
      }
    }
    Kernels kernels = Kernels.on(KernelSource.COMMON, x.getDevice(), precision, norm.eps());
    return kernels.call(
        "feed_forward",
        x,
        keep == null ? kernels.none() : keep,
        norm.weight(store, x, training),
        norm.bias(store, x, training),
        fc1.weight(store, x, training),
        fc1.bias(store, x, training),
        fc2.weight(store, x, training),
        fc2.bias(store, x, training));
  }
}
