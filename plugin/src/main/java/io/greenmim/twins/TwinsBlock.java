package io.greenmim.twins;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.greenmim.nn.DropPath;
import io.greenmim.nn.FeedForward;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.nn.ReducedAttention;
import io.greenmim.nn.WindowAttention;
import io.greenmim.ops.ArrayScope;

/**
 * A block of Twins-SVT (Chu et al., 2021, equation 1): attention inside windows, or to keys of the
 * whole map, and a feed-forward network, each behind a layer normalisation and inside a residual
 * connection.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input and output (n, B, C)
 */
final class TwinsBlock extends ParameterBlock {

  private final LayerNorm norm1;

  /** Null in every second block. */
  private final WindowAttention local;

  /** Null in the others. */
  private final ReducedAttention global;

  private final LayerNorm norm2;
  private final FeedForward mlp;
  private final DropPath dropPath;

  TwinsBlock(TwinsConfig config, int stage, int block, double dropPathRate) {
    int channels = config.channels(stage);
    int heads = config.heads().get(stage);
    double eps = config.layerNormEps();
    norm1 = addChildBlock("norm1", new LayerNorm(channels, eps));
    if (TwinsConfig.isGlobal(block)) {
      int side = config.subSampling().get(stage);
      local = null;
      global =
          side == 1
              ? ReducedAttention.toTokens(channels, heads)
              : ReducedAttention.toSquares(channels, heads, side, config.subSamplingNormEps());
      addChildBlock("attn", global);
    } else {
      local = addChildBlock("attn", new WindowAttention(channels, heads));
      global = null;
    }
    norm2 = addChildBlock("norm2", new LayerNorm(channels, eps));
    mlp = addChildBlock("mlp", new FeedForward(channels, config.hiddenDim(stage)));
    dropPath = new DropPath(dropPathRate);
  }

  NDArray forward(ParameterStore store, NDArray x, StageLayout.Arrays layout, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray kept = dropPath.draw(store, x, training);
      NDArray middle =
          local == null
              ? global.residual(store, x, norm1, layout.keys(), kept, training)
              : local.residual(store, x, norm1, layout.windows(), kept, training);
      return scope.keep(
          mlp.residual(store, middle, norm2, dropPath.draw(store, middle, training), training));
    }
  }
}
