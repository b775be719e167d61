package io.greenmim.detect.nn;

import ai.djl.ndarray.types.Shape;

/**
 * A convolution with bias, stride 1 and as much padding as keeps the size.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input (B, in, H, W); output (B, out, H, W); weight (out, in, k, k); bias (out)
 */
public final class Convolution extends BiasedConvolution {

  /**
   * Makes the convolution.
   *
   * @param inChannels input channels
   * @param outChannels output channels
   * @param side side k of the kernel, odd
   * @throws IllegalArgumentException if the side is even
   */
  public Convolution(int inChannels, int outChannels, int side) {
    super("convolution", new Shape(outChannels, inChannels, side, side), outChannels, 1);
    if (side % 2 == 0) {
      throw new IllegalArgumentException("convolution: expected an odd side, got " + side);
    }
  }
}
