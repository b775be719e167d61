package io.greenmim.convnext;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.sparse.PatchArrays;
import io.greenmim.sparse.PatchConvolution;

/**
 * What lies between two stages: a layer normalisation and a convolution of 2 x 2 tokens.
 *
 * <p>Float32; works on the device of its input.
 *
 * @shape input (n, B, C) or (R, 1, C); output (m, B, C_next) or (R', 1, C_next)
 */
final class Downsampling extends ParameterBlock {

  static final int SIDE = 2;

  private final LayerNorm norm;
  private final PatchConvolution convolution;

  Downsampling(int in, int out, double eps) {
    norm = addChildBlock("0", new LayerNorm(in, eps));
    convolution = addChildBlock("1", new PatchConvolution(in, out, SIDE, true));
  }

  NDArray forward(ParameterStore store, NDArray x, PatchArrays patches, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray normed = norm.forward(store, x, training);
      return scope.keep(convolution.forward(store, normed, patches, training));
    }
  }
}
