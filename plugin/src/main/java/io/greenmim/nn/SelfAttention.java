package io.greenmim.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.ops.Scaling;

/**
 * Multi-head self-attention among all tokens of an image (Dosovitskiy et al., 2020, appendix A).
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input and output (n, B, C)
 */
public final class SelfAttention extends ArrayBlock {

  private final int heads;
  private final int headDim;
  private final Linear qkv;
  private final Linear proj;

  /**
   * Makes the attention.
   *
   * @param channels channels C of a token
   * @param heads number of heads; divides C
   */
  public SelfAttention(int channels, int heads) {
    this.heads = heads;
    headDim = channels / heads;
    qkv = addChildBlock("qkv", new Linear(channels, 3 * channels, true));
    proj = addChildBlock("proj", new Linear(channels, channels, true));
  }

  /**
   * Adds the attention among the normalised tokens to the tokens.
   *
   * @param store the parameter store, which tells the precision
   * @param x tokens, (n, B, C)
   * @param norm the normalisation
   * @param training whether this is a training pass
   * @return x + attention(norm(x)), (n, B, C)
   */
  public NDArray residual(ParameterStore store, NDArray x, LayerNorm norm, boolean training) {
    PackedWeights weights = PackedWeights.of(store);
    if (weights != null) {
      NDList arguments = new NDList(x, weights.ofLength(heads));
      arguments.add(norm.weight(store, x, training));
      arguments.add(norm.bias(store, x, training));
      arguments.addAll(qkv.packed(weights, "qkv", heads * headDim, 1 / Math.sqrt(headDim)));
      arguments.addAll(proj.packed(weights, "proj"));
      return weights.kernels(norm.eps()).call("packed_self_attention", arguments);
    }
    Precision precision = PassStore.precision(store);
    if (precision == Precision.REFERENCE) {
      try (ArrayScope scope = new ArrayScope()) {
        return scope.keep(x.add(forward(store, norm.forward(store, x, training), training)));
      }
    }
    Kernels kernels = Kernels.on(KernelSource.COMMON, x.getDevice(), precision, norm.eps());
    try (ArrayScope scope = new ArrayScope()) {
      // Functions take arrays alone: the number of heads is the length of one.
      NDArray perHead = x.getManager().zeros(new Shape(heads));
      return scope.keep(
          kernels.call(
              "self_attention",
              x,
              perHead,
              norm.weight(store, x, training),
              norm.bias(store, x, training),
              qkv.weight(store, x, training),
              qkv.bias(store, x, training),
              proj.weight(store, x, training),
              proj.bias(store, x, training)));
    }
  }

  /**
   * Attends.
   *
   * @param store the parameter store
   * @param x tokens, (n, B, C)
   * @param training whether this is a training pass
   * @return tokens, (n, B, C)
   */
  @Override
  public NDArray forward(ParameterStore store, NDArray x, boolean training) {
    Shape shape = x.getShape();
    long tokens = shape.get(0);
    long batch = shape.get(1);
    try (ArrayScope scope = new ArrayScope()) {
      NDArray projected =
          qkv.forward(store, x, training)
              .reshape(tokens, batch, 3, heads, headDim)
              .transpose(2, 1, 3, 0, 4); // (n, B, 3, h, d) -> (3, B, h, n, d)
      NDArray q = Scaling.scale(projected.get(0), 1 / Math.sqrt(headDim));
      NDArray scores = q.matMul(projected.get(1).swapAxes(2, 3)); // (B, h, n, n)
      NDArray attended =
          scores
              .softmax(-1)
              .matMul(projected.get(2)) // (B, h, n, d)
              .transpose(2, 0, 1, 3) // -> (n, B, h, d)
              .reshape(shape);
      return scope.keep(proj.forward(store, attended, training));
    }
  }
}
