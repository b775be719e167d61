package io.greenmim.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.greenmim.ops.ArrayScope;

/**
 * A pre-norm transformer block with attention among all tokens (Dosovitskiy et al., 2020, equations
 * 2 and 3).
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input and output (n, B, C)
 */
public final class TransformerBlock extends ArrayBlock {

  private final LayerNorm norm1;
  private final SelfAttention attn;
  private final LayerNorm norm2;
  private final FeedForward mlp;

  /**
   * Makes the block.
   *
   * @param channels channels C of a token
   * @param heads number of attention heads; divides C
   * @param mlpRatio hidden width of the feed-forward network as a multiple of C
   * @param eps constant of the layer normalisations
   */
  public TransformerBlock(int channels, int heads, double mlpRatio, double eps) {
    norm1 = addChildBlock("norm1", new LayerNorm(channels, eps));
    attn = addChildBlock("attn", new SelfAttention(channels, heads));
    norm2 = addChildBlock("norm2", new LayerNorm(channels, eps));
    mlp = addChildBlock("mlp", new FeedForward(channels, (int) (channels * mlpRatio)));
  }

  /**
   * Applies the block.
   *
   * @param store the parameter store
   * @param x tokens, (n, B, C)
   * @param training whether this is a training pass
   * @return tokens, (n, B, C)
   */
  @Override
  public NDArray forward(ParameterStore store, NDArray x, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray middle = attn.residual(store, x, norm1, training);
      return scope.keep(mlp.residual(store, middle, norm2, null, training));
    }
  }
}
