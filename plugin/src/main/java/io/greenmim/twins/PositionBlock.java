package io.greenmim.twins;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.sparse.SiteArrays;
import io.greenmim.sparse.SubmanifoldConvolution;

/**
 * Encodes positions by a depth-wise convolution of 3 x 3 tokens, in which hidden tokens are zeros
 * (Chu et al., 2021, arXiv 2102.10882, section 3.2).
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input and output (n, B, C)
 */
final class PositionBlock extends ParameterBlock {

  static final int SIDE = 3;

  private final boolean residual;
  private final SubmanifoldConvolution convolution;

  PositionBlock(int channels, boolean residual) {
    this.residual = residual;
    convolution = addChildBlock("proj.0", SubmanifoldConvolution.depthwise(channels, SIDE));
  }

  NDArray forward(ParameterStore store, NDArray x, SiteArrays sites, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray encoded = convolution.forward(store, x, sites, training);
      return scope.keep(residual ? encoded.add(x) : encoded);
    }
  }
}
