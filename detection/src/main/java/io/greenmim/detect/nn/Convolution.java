package io.greenmim.detect.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.detect.ops.DetectionKernels;
import io.greenmim.nn.ParameterBlock;

/**
 * A convolution with bias, stride 1 and as much padding as keeps the size.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input (B, in, H, W); output (B, out, H, W); weight (out, in, k, k); bias (out)
 */
public final class Convolution extends ParameterBlock {

  private final int outChannels;
  private final Parameter weight;
  private final Parameter bias;

  /**
   * Makes the convolution.
   *
   * @param inChannels input channels
   * @param outChannels output channels
   * @param side side k of the kernel, odd
   * @throws IllegalArgumentException if the side is even
   */
  public Convolution(int inChannels, int outChannels, int side) {
    if (side % 2 == 0) {
      throw new IllegalArgumentException("convolution: expected an odd side, got " + side);
    }
    this.outChannels = outChannels;
    weight =
        parameter("weight", Parameter.Type.WEIGHT, new Shape(outChannels, inChannels, side, side));
    bias = parameter("bias", Parameter.Type.BIAS, new Shape(outChannels));
  }

  /**
   * Convolves.
   *
   * @param store the parameter store, which tells the precision
   * @param x maps, (B, in, H, W)
   * @param training whether this is a training pass
   * @return maps, (B, out, H, W), channels last in memory
   */
  public NDArray forward(ParameterStore store, NDArray x, boolean training) {
    return DetectionKernels.of(store, x.getDevice())
        .call("convolution", x, weight(store, x, training), bias(store, x, training));
  }

  /**
   * Returns the weight on the device of an array.
   *
   * @param store the parameter store
   * @param like array whose device is meant
   * @param training whether this is a training pass
   * @return the weight, (out, in, k, k)
   */
  public NDArray weight(ParameterStore store, NDArray like, boolean training) {
    return value(store, weight, like, training);
  }

  /**
   * Returns the bias on the device of an array.
   *
   * @param store the parameter store
   * @param like array whose device is meant
   * @param training whether this is a training pass
   * @return the bias, (out)
   */
  public NDArray bias(ParameterStore store, NDArray like, boolean training) {
    return value(store, bias, like, training);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    checkInputs(inputs.size(), 1);
    return new NDList(forward(store, inputs.head(), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {new Shape(in.get(0), outChannels, in.get(2), in.get(3))};
  }
}
