package io.greenmim.swin;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.greenmim.nn.DropPath;
import io.greenmim.nn.FeedForward;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.nn.WindowArrays;
import io.greenmim.nn.WindowAttention;
import io.greenmim.ops.ArrayScope;

/**
 * A Swin Transformer block (Liu et al., 2021, equation 3): window attention and a feed-forward
 * network, each behind a layer normalisation and inside a residual connection.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input and output (n, B, C)
 */
final class SwinBlock extends ParameterBlock {

  private final LayerNorm norm1;
  private final WindowAttention attn;
  private final LayerNorm norm2;
  private final FeedForward mlp;
  private final DropPath dropPath;

  SwinBlock(SwinConfig config, int stage, double dropPathRate) {
    int channels = config.channels(stage);
    double eps = config.layerNormEps();
    norm1 = addChildBlock("norm1", new LayerNorm(channels, eps));
    attn =
        addChildBlock(
            "attn",
            new WindowAttention(channels, config.heads().get(stage), config.stageWindow(stage)));
    norm2 = addChildBlock("norm2", new LayerNorm(channels, eps));
    mlp = addChildBlock("mlp", new FeedForward(channels, config.hiddenDim(stage)));
    dropPath = new DropPath(dropPathRate);
  }

  NDArray forward(ParameterStore store, NDArray x, WindowArrays layout, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray kept = dropPath.draw(store, x, training);
      NDArray middle = attn.residual(store, x, norm1, layout, kept, training);
      return scope.keep(
          mlp.residual(store, middle, norm2, dropPath.draw(store, middle, training), training));
    }
  }
}
