package io.greenmim.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;

/**
 * Affine map of the last axis, {@code y = x W^T + b}.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input (..., in); output (..., out); weight (out, in); bias (out)
 */
public final class Linear extends ArrayBlock {

  private final int inDim;
  private final int outDim;
  private final Parameter weight;
  private final Parameter bias;

  /**
   * Makes the map.
   *
   * @param inDim length of the last input axis
   * @param outDim length of the last output axis
   * @param withBias whether a bias is added
   */
  public Linear(int inDim, int outDim, boolean withBias) {
    this.inDim = inDim;
    this.outDim = outDim;
    weight = parameter("weight", Parameter.Type.WEIGHT, new Shape(outDim, inDim));
    bias = withBias ? parameter("bias", Parameter.Type.BIAS, new Shape(outDim)) : null;
  }

  /**
   * Applies the map.
   *
   * @param store the parameter store
   * @param x input, (..., in)
   * @param training whether this is a training pass
   * @return output, (..., out)
   */
  @Override
  public NDArray forward(ParameterStore store, NDArray x, boolean training) {
    PackedWeights weights = PackedWeights.of(store);
    if (weights != null && x.size() > 0) {
      NDList arguments = new NDList(x);
      arguments.addAll(packed(weights, "packed"));
      return weights.kernels().call("packed_linear", arguments);
    }
    NDArray w = weight(store, x, training);
    NDArray b = bias == null ? null : bias(store, x, training);
    return apply(store, x, w, b);
  }

  /**
   * Applies an affine map in the precision of a pass.
   *
   * @param store the parameter store, which tells the precision
   * @param x input, (..., in), float32
   * @param w weight, (out, in)
   * @param b bias, (out), or null
   * @return output, (..., out), float32
   */
  static NDArray apply(ParameterStore store, NDArray x, NDArray w, NDArray b) {
    Precision precision = PassStore.precision(store);
    if (precision == Precision.REFERENCE) {
      return ai.djl.nn.core.Linear.linear(x, w, b).singletonOrThrow();
    }
    Kernels kernels = Kernels.on(KernelSource.COMMON, x.getDevice(), precision);
    return kernels.call("linear", x, w, b == null ? kernels.none() : b);
  }

  /**
   * Packs the map.
   *
   * @param weights the packed weights of a pass
   * @param name name of the list that functions take it as
   * @return arrays for a function of {@link PackedWeights#KERNELS}, all of that name; not to be
   *     closed
   */
  public NDList packed(PackedWeights weights, String name) {
    return weights.product(
        name, this, weight::getArray, () -> bias == null ? null : bias.getArray());
  }

  /** Packs the map with a factor on its first outputs, the queries of an attention. */
  NDList packed(PackedWeights weights, String name, int queries, double factor) {
    return weights.product(
        name,
        this,
        () -> scaled(weight.getArray(), queries, factor),
        () -> scaled(bias.getArray(), queries, factor));
  }

  private static NDArray scaled(NDArray rows, int count, double factor) {
    NDArray copy = rows.duplicate();
    copy.get(new NDIndex("0:{}", count)).muli(factor);
    return copy;
  }

  /**
   * Returns the weight on the device of an array.
   *
   * @param store the parameter store
   * @param like array whose device is meant
   * @param training whether this is a training pass
   * @return the weight, (out, in)
   */
  public NDArray weight(ParameterStore store, NDArray like, boolean training) {
    return value(store, weight, like, training);
  }

  /**
   * Returns the bias on the device of an array: the image of the zero vector.
   *
   * @param store the parameter store
   * @param like array whose device is meant
   * @param training whether this is a training pass
   * @return the bias, (out)
   * @throws IllegalStateException if the map has no bias
   */
  public NDArray bias(ParameterStore store, NDArray like, boolean training) {
    if (bias == null) {
      throw new IllegalStateException("Linear: expected a bias, but the map was made without one");
    }
    return value(store, bias, like, training);
  }

  @Override
  protected Shape outputShape(Shape in) {
    int last = in.dimension() - 1;
    if (in.get(last) != inDim) {
      throw new IllegalArgumentException(
          "Linear: expected a last axis of %s, got the shape %s".formatted(inDim, in));
    }
    return in.slice(0, last).add(outDim);
  }
}
