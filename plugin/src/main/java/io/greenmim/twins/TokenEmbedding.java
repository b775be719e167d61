package io.greenmim.twins;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.sparse.PatchArrays;
import io.greenmim.sparse.PatchConvolution;

/**
 * Embeds squares of tokens of the stage before: a convolution whose kernel is its stride, and a
 * layer normalisation.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input (n, B, C); output (m, B, C_out)
 */
final class TokenEmbedding extends ParameterBlock {

  /** Side of a square in tokens. */
  static final int SIDE = 2;

  private final PatchConvolution proj;
  private final LayerNorm norm;

  TokenEmbedding(int inChannels, int channels, double eps) {
    proj = addChildBlock("proj", new PatchConvolution(inChannels, channels, SIDE, true));
    norm = addChildBlock("norm", new LayerNorm(channels, eps));
  }

  NDArray forward(ParameterStore store, NDArray x, PatchArrays squares, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray made = proj.forward(store, x, squares, training);
      return scope.keep(norm.forward(store, made, training));
    }
  }
}
