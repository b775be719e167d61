package io.greenmim.sparse;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;

/**
 * Convolution of any kernel, stride, padding and groups from some sites of a grid to some sites of
 * another. Sites that are not active count as zero; the bias acts on the sites of the output alone,
 * which are those of a mask where nothing may dilate, or {@link Sites#convolved}.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input (n, B, in) or (R, 1, in); output (m, B, out) or (R', 1, out); weight (out, in /
 *     groups, k, k); bias (out)
 */
public final class StridedConvolution extends SiteConvolution {

  /**
   * Makes the convolution.
   *
   * @param shape channels, kernel, stride, padding, groups
   * @param withBias whether a bias is added
   */
  public StridedConvolution(KernelShape shape, boolean withBias) {
    super(shape, withBias);
  }

  /**
   * Convolves.
   *
   * @param store the parameter store, which tells the precision
   * @param x tokens, (n, B, in) or (R, 1, in)
   * @param from where they lie
   * @param to where the output lies, on the grid that the convolution gives
   * @param training whether this is a training pass
   * @return tokens, (m, B, out) or (R', 1, out)
   */
  public NDArray forward(
      ParameterStore store, NDArray x, SiteArrays from, SiteArrays to, boolean training) {
    return throughGrid(store, x, from, to, training);
  }
}
