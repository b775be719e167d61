package io.greenmim.pvt;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.greenmim.nn.DropPath;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.nn.ReducedAttention;
import io.greenmim.ops.ArrayScope;

/**
 * A block: attention to reduced keys and a perceptron with a convolution, each behind a layer
 * normalisation and inside a residual connection (Wang et al., 2022, section 3).
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input and output (n, B, C)
 */
final class PvtBlock extends ParameterBlock {

  private final LayerNorm norm1;
  private final ReducedAttention attn;
  private final LayerNorm norm2;
  private final ConvolutionalFeedForward mlp;
  private final DropPath dropPath;

  PvtBlock(PvtConfig config, int stage, double dropPathRate) {
    int channels = config.channels(stage);
    double eps = config.layerNormEps();
    norm1 = addChildBlock("norm1", new LayerNorm(channels, eps));
    attn = addChildBlock("attn", attention(config, stage));
    norm2 = addChildBlock("norm2", new LayerNorm(channels, eps));
    mlp =
        addChildBlock(
            "mlp",
            new ConvolutionalFeedForward(channels, config.hiddenDim(stage), config.linear()));
    dropPath = new DropPath(dropPathRate);
  }

  private static ReducedAttention attention(PvtConfig config, int stage) {
    int channels = config.channels(stage);
    int heads = config.heads().get(stage);
    int side = config.linear() ? 1 : config.subSampling().get(stage);
    return config.linear() || side > 1
        ? ReducedAttention.toSquares(channels, heads, side, config.subSamplingNormEps())
        : ReducedAttention.toTokens(channels, heads);
  }

  NDArray forward(ParameterStore store, NDArray x, StageSites.OnDevice rows, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray kept = dropPath.draw(store, x, training);
      NDArray middle = attn.residual(store, x, norm1, rows.keys(), kept, training);
      NDArray drawn = dropPath.draw(store, middle, training);
      return scope.keep(mlp.residual(store, middle, norm2, rows.sites(), drawn, training));
    }
  }
}
