package io.greenmim.detect.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.detect.ops.DetectionKernels;
import io.greenmim.nn.ArrayBlock;

/**
 * What convolutions with a bias have in common: their parameters, and the function of the engine
 * that they run in.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input (B, in, H, W); output and weight as the convolution says; bias (out)
 */
abstract class BiasedConvolution extends ArrayBlock {

  private final String kernel;
  private final int outChannels;
  private final int scale;
  private final Parameter weight;
  private final Parameter bias;

  /**
   * Makes the parameters.
   *
   * @param kernel name of the function of the engine
   * @param weightShape shape of the weight
   * @param outChannels output channels
   * @param scale how many times larger the output's sides are
   */
  BiasedConvolution(String kernel, Shape weightShape, int outChannels, int scale) {
    this.kernel = kernel;
    this.outChannels = outChannels;
    this.scale = scale;
    weight = parameter("weight", Parameter.Type.WEIGHT, weightShape);
    bias = parameter("bias", Parameter.Type.BIAS, new Shape(outChannels));
  }

  /**
   * Convolves.
   *
   * @param store the parameter store, which tells the precision
   * @param x maps, (B, in, H, W)
   * @param training whether this is a training pass
   * @return maps, (B, out, scale H, scale W)
   */
  @Override
  public final NDArray forward(ParameterStore store, NDArray x, boolean training) {
    return DetectionKernels.of(store, x.getDevice())
        .call(kernel, x, weight(store, x, training), bias(store, x, training));
  }

  /**
   * Returns the weight on the device of an array.
   *
   * @param store the parameter store
   * @param like array whose device is meant
   * @param training whether this is a training pass
   * @return the weight
   */
  public final NDArray weight(ParameterStore store, NDArray like, boolean training) {
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
  public final NDArray bias(ParameterStore store, NDArray like, boolean training) {
    return value(store, bias, like, training);
  }

  @Override
  protected Shape outputShape(Shape in) {
    return new Shape(in.get(0), outChannels, scale * in.get(2), scale * in.get(3));
  }
}
