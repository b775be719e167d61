package io.greenmim.detect.nn;

import ai.djl.ndarray.types.Shape;

/**
 * A transposed convolution with kernel 2 and stride 2, which doubles the sides: every cell becomes
 * four, so it is a matrix product.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input (B, in, H, W); output (B, out, 2H, 2W); weight (in, out, 2, 2); bias (out)
 */
public final class UpConvolution extends BiasedConvolution {

  /**
   * Makes the convolution.
   *
   * @param inChannels input channels
   * @param outChannels output channels
   */
  public UpConvolution(int inChannels, int outChannels) {
    super("up_convolution", new Shape(inChannels, outChannels, 2, 2), outChannels, 2);
  }
}
