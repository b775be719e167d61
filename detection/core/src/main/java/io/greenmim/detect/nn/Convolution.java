package io.greenmim.detect.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.detect.ops.DetectionKernels;
import io.greenmim.nn.ArrayBlock;
import io.greenmim.nn.InitialValues;

/**
 * A convolution with bias, of stride 1 and as much padding as keeps the size; or, {@link
 * #doubling}, a transposed one that doubles it. Biases begin as 0.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input (B, in, H, W); output (B, out, H, W); weight (out, in, k, k); bias (out)
 */
public final class Convolution extends ArrayBlock {

  private final String kernel;
  private final int outChannels;
  private final int scale;
  private final Parameter weight;
  private final Parameter bias;

  private Convolution(
      String kernel, Shape weightShape, int outChannels, int scale, InitialValues initial) {
    this.kernel = kernel;
    this.outChannels = outChannels;
    this.scale = scale;
    weight = parameter("weight", Parameter.Type.WEIGHT, weightShape);
    weight.setInitializer(initial);
    bias = parameter("bias", Parameter.Type.BIAS, new Shape(outChannels));
  }

  /**
   * Makes a convolution that keeps the size.
   *
   * @param inChannels input channels
   * @param outChannels output channels
   * @param side side k of the kernel, odd
   * @param initial what the kernel begins with
   * @throws IllegalArgumentException if the side is even
   */
  public Convolution(int inChannels, int outChannels, int side, InitialValues initial) {
    this("convolution", new Shape(outChannels, inChannels, side, side), outChannels, 1, initial);
    if (side % 2 == 0) {
      throw new IllegalArgumentException("convolution: expected an odd side, got " + side);
    }
  }

  /**
   * Makes a transposed convolution with a kernel of 2 x 2 and stride 2.
   *
   * @shape output (B, out, 2 H, 2 W); weight (in, out, 2, 2)
   * @param inChannels input channels
   * @param outChannels output channels
   * @param initial what the kernel begins with
   * @return the convolution, which doubles both sides
   */
  public static Convolution doubling(int inChannels, int outChannels, InitialValues initial) {
    Shape shape = new Shape(inChannels, outChannels, 2, 2);
    return new Convolution("up_convolution", shape, outChannels, 2, initial);
  }

  /**
   * Convolves.
   *
   * @param store the parameter store, which tells the precision
   * @param x maps, (B, in, H, W)
   * @param training whether this is a training pass
   * @return maps, (B, out, H, W), or twice as large
   */
  @Override
  public NDArray forward(ParameterStore store, NDArray x, boolean training) {
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
  protected Shape outputShape(Shape in) {
    return new Shape(in.get(0), outChannels, scale * in.get(2), scale * in.get(3));
  }
}
