package io.greenmim.model.mim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.MimConfig;
import io.greenmim.model.Encoder;
import io.greenmim.model.ParameterKind;
import io.greenmim.model.ParameterRole;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.Linear;
import io.greenmim.nn.NamedParameters;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.nn.SinCosPositions;
import io.greenmim.nn.TransformerBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.EngineMemory;
import io.greenmim.ops.Rows;
import java.util.ArrayList;
import java.util.List;

/**
 * The decoder of masked autoencoders (He et al., 2021, section 3): embeds the latents, fills the
 * hidden places with a mask token, adds positions, and predicts pixels.
 *
 * <p>Float32; works on the device of its input.
 *
 * @shape input latents (V, B, C); output pixels (N, B, p x p x c) of all N patches
 */
final class MaeDecoder extends ParameterBlock {

  private static final String TOKEN = "mask_token";
  private static final double MLP_RATIO = 4;

  /** The published decoder's constant, also where the encoder has another one. */
  private static final double EPS = 1e-6;

  private final MimConfig config;
  private final int outDim;
  private final Parameter maskToken;
  private final Linear embed;
  private final List<TransformerBlock> blocks = new ArrayList<>();
  private final LayerNorm norm;
  private final Linear pred;

  /** Those of the last grid: the next one has the same size. */
  private volatile Positions positions;

  private record Positions(int rows, int cols, float[] values) {}

  MaeDecoder(MimConfig config, EncoderConfig encoder) {
    this.config = config;
    int dim = config.decoderDim();
    outDim = encoder.stride() * encoder.stride() * encoder.inChannels();
    maskToken = parameter(TOKEN, Parameter.Type.OTHER, new Shape(1, 1, dim));
    embed = addChildBlock("decoder_embed", new Linear(encoder.featureDim(), dim, true));
    for (int i = 0; i < config.decoderDepth(); i++) {
      blocks.add(
          addChildBlock(
              "decoder_blocks." + i,
              new TransformerBlock(dim, config.decoderHeads(), MLP_RATIO, EPS)));
    }
    norm = addChildBlock("decoder_norm", new LayerNorm(dim, EPS));
    pred = addChildBlock("decoder_pred", new Linear(dim, outDim, true));
  }

  /**
   * The grid of all patches.
   *
   * @param rows patches along the height
   * @param cols patches along the width
   * @param order where the latents of the visible ones go
   */
  record Grid(int rows, int cols, TokenOrder order) {}

  /** Decodes latents (V, B, C) into tokens of every patch, (N, B, D). */
  NDArray decode(ParameterStore store, NDArray latents, Grid grid, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray x = embed.forward(store, latents, training);
      x = restore(store, x, grid.order(), training).add(positions(x, grid));
      for (TransformerBlock block : blocks) {
        x = block.forward(store, x, training);
      }
      return scope.keep(x);
    }
  }

  /** Predicts the pixels of decoded tokens, (m, B, D) -> (m, B, p x p x c). */
  NDArray predict(ParameterStore store, NDArray tokens, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      return scope.keep(pred.forward(store, norm.forward(store, tokens, training), training));
    }
  }

  /** Puts the visible latents at their places and the mask token at the others. */
  private NDArray restore(
      ParameterStore store, NDArray visible, TokenOrder order, boolean training) {
    Shape shape = visible.getShape();
    NDArray token =
        value(store, maskToken, visible, training).broadcast(1, shape.get(1), shape.get(2));
    NDArray source = NDArrays.concat(new NDList(visible, token), 0);
    return Rows.gather(source, Rows.index(visible.getManager(), order.sources(), order.masks()));
  }

  private NDArray positions(NDArray like, Grid grid) {
    int dim = config.decoderDim();
    Positions known = positions;
    if (known == null || known.rows() != grid.rows() || known.cols() != grid.cols()) {
      float[] made = SinCosPositions.of(grid.rows(), grid.cols(), dim);
      known = new Positions(grid.rows(), grid.cols(), made);
      positions = known;
    }
    float[] values = known.values();
    Shape shape = new Shape(values.length / dim, 1, dim);
    return EngineMemory.of(like.getManager(), values, shape);
  }

  /** What a parameter of the decoder is, by its name in the state dict. */
  ParameterRole role(String name, Encoder encoder) {
    return name.equals(TOKEN)
        ? ParameterRole.on(encoder, ParameterKind.TOKEN)
        : ParameterRole.on(encoder, NamedParameters.of(this).get(name));
  }
}
