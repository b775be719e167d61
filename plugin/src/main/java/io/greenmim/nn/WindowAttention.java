package io.greenmim.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.config.GridSize;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.ops.Rows;
import io.greenmim.ops.Scaling;
import java.util.Optional;

/**
 * Multi-head self-attention inside windows, with relative position bias (Liu et al., 2021, equation
 * 4) or without, or inside groups of windows under a mask (Huang et al., 2022, section 3.2).
 *
 * <p>{@code softmax(q k^T / sqrt(d) + bias + mask) v} for every group. Only q, k and v are copied
 * to the groups; the linear maps see each token once. Float32 at both ends, inside as {@link
 * io.greenmim.ops.PassStore} tells; works on the device of its input.
 *
 * @shape input and output (n, B, C); bias table ((2M_h - 1)(2M_w - 1), h), if there is one
 */
public final class WindowAttention extends ParameterBlock {

  private final int heads;
  private final int headDim;

  /** Null where positions do not count. */
  private final Parameter biasTable;

  private final Linear qkv;
  private final Linear proj;

  /**
   * Makes the attention with relative position bias.
   *
   * @param channels channels C of a token
   * @param heads number of heads; divides C
   * @param window sides M_h and M_w of a window; the bias table has (2M_h - 1)(2M_w - 1) rows
   */
  public WindowAttention(int channels, int heads, GridSize window) {
    this(channels, heads, Optional.of(window));
  }

  /**
   * Makes the attention without relative position bias.
   *
   * @param channels channels C of a token
   * @param heads number of heads; divides C
   */
  public WindowAttention(int channels, int heads) {
    this(channels, heads, Optional.empty());
  }

  private WindowAttention(int channels, int heads, Optional<GridSize> window) {
    this.heads = heads;
    headDim = channels / heads;
    biasTable =
        window
            .map(
                size ->
                    parameter(
                        "relative_position_bias_table",
                        Parameter.Type.OTHER,
                        new Shape((2L * size.height() - 1) * (2L * size.width() - 1), heads)))
            .orElse(null);
    qkv = addChildBlock("qkv", new Linear(channels, 3 * channels, true));
    proj = addChildBlock("proj", new Linear(channels, channels, true));
  }

  /**
   * Adds the attention among the normalised tokens to the tokens.
   *
   * @param store the parameter store, which tells the precision
   * @param x tokens, (n, B, C)
   * @param norm the normalisation
   * @param layout which tokens attend to which
   * @param keep factor of each image's branch, (1, B, 1), or null for 1
   * @param training whether this is a training pass
   * @return x + keep x attention(norm(x)), (n, B, C)
   */
  public NDArray residual(
      ParameterStore store,
      NDArray x,
      LayerNorm norm,
      WindowArrays layout,
      NDArray keep,
      boolean training) {
    if (layout.images() > 1) {
      NDArray each = keep == null ? null : keep.broadcast(x.getShape().get(0), layout.images(), 1);
      NDArray branches = each == null ? null : flat(each);
      return residual(store, flat(x), norm, layout.flat(), branches, training)
          .reshape(x.getShape());
    }
    PackedWeights weights = PackedWeights.of(store);
    if (weights != null) {
      return packed(weights, store, x, norm, layout);
    }
    Precision precision = PassStore.precision(store);
    if (precision == Precision.REFERENCE) {
      try (ArrayScope scope = new ArrayScope()) {
        NDArray branch = forward(store, norm.forward(store, x, training), layout, training);
        return scope.keep(x.add(keep == null ? branch : branch.mul(keep)));
      }
    }
    Kernels kernels = Kernels.on(KernelSource.COMMON, x.getDevice(), precision, norm.eps());
    // Without a table its second side still tells the number of heads.
    NDArray table =
        biasTable == null
            ? x.getManager().zeros(new Shape(0, heads))
            : value(store, biasTable, x, training);
    return kernels.call(
        layout.padded() ? "padded_window_attention" : "window_attention",
        x,
        layout.slots(),
        layout.slotOfToken(),
        biasTable == null ? kernels.none() : layout.pairs(),
        layout.scores() == null ? kernels.none() : layout.scores(),
        keep == null ? kernels.none() : keep,
        norm.weight(store, x, training),
        norm.bias(store, x, training),
        qkv.weight(store, x, training),
        qkv.bias(store, x, training),
        table,
        proj.weight(store, x, training),
        proj.bias(store, x, training));
  }

  private NDArray packed(
      PackedWeights weights, ParameterStore store, NDArray x, LayerNorm norm, WindowArrays layout) {
    Kernels kernels = weights.kernels(norm.eps());
    try (ArrayScope scope = new ArrayScope()) {
      NDArray position = biasTable == null ? kernels.none() : position(weights, store, layout, x);
      NDList arguments = new NDList(x, layout.slots(), layout.slotOfToken(), position);
      arguments.add(layout.scores() == null ? kernels.none() : layout.scores());
      arguments.add(weights.ofLength(heads));
      arguments.add(norm.weight(store, x, false));
      arguments.add(norm.bias(store, x, false));
      arguments.addAll(qkv.packed(weights, "qkv", heads * headDim, 1 / Math.sqrt(headDim)));
      arguments.addAll(proj.packed(weights, "proj"));
      return scope.keep(
          kernels.call(
              layout.padded() ? "packed_padded_window_attention" : "packed_window_attention",
              arguments));
    }
  }

  /**
   * Attends.
   *
   * @param store the parameter store
   * @param x tokens, (n, B, C)
   * @param layout which tokens attend to which
   * @param training whether this is a training pass
   * @return tokens, (n, B, C)
   */
  public NDArray forward(ParameterStore store, NDArray x, WindowArrays layout, boolean training) {
    if (layout.images() > 1) {
      return forward(store, flat(x), layout.flat(), training).reshape(x.getShape());
    }
    long batch = x.getShape().get(1);
    long channels = x.getShape().get(2);
    int groups = layout.groups();
    int size = layout.groupSize();
    try (ArrayScope scope = new ArrayScope()) {
      NDArray projected = qkv.forward(store, x, training); // (n, B, 3C)
      if (layout.padded()) {
        projected = appendPadding(store, projected, training);
      }
      NDArray grouped =
          Rows.gather(projected, layout.slots().reshape(-1))
              .reshape(groups, size, batch, 3, heads, headDim)
              .transpose(3, 0, 2, 4, 1, 5); // (G, g, B, 3, h, d) -> (3, G, B, h, g, d)
      NDArray q = Scaling.scale(grouped.get(0), 1 / Math.sqrt(headDim));
      NDArray scores = q.matMul(grouped.get(1).swapAxes(3, 4)); // (G, B, h, g, g)
      NDArray added = bias(store, layout, x, training);
      scores = added == null ? scores : scores.addi(added);
      NDArray attended =
          scores
              .softmax(-1)
              .matMul(grouped.get(2)) // (G, B, h, g, d)
              .transpose(0, 3, 1, 2, 4) // -> (G, g, B, h, d)
              .reshape((long) groups * size, batch, channels);
      NDArray tokens = Rows.gather(attended, layout.slotOfToken()); // (n, B, C)
      return scope.keep(proj.forward(store, tokens, training));
    }
  }

  /** The tokens of all images as those of one: (n, B, C) -> (n x B, 1, C). */
  private static NDArray flat(NDArray x) {
    return x.reshape(-1, 1, x.getShape().get(2));
  }

  /** A padding token is zero after the layer normalisation, so its q, k and v are the bias. */
  private NDArray appendPadding(ParameterStore store, NDArray projected, boolean training) {
    Shape shape = projected.getShape();
    NDArray row =
        qkv.bias(store, projected, training)
            .reshape(1, 1, shape.get(2))
            .broadcast(1, shape.get(1), shape.get(2));
    return NDArrays.concat(new NDList(projected, row), 0);
  }

  /**
   * Relative position bias and mask of every pair of slots, (K or G, 1, h, g, g); null for neither.
   */
  private NDArray bias(ParameterStore store, WindowArrays layout, NDArray like, boolean training) {
    if (biasTable == null) {
      return layout.scores();
    }
    NDArray bias = position(store, layout, like, training);
    return layout.scores() == null ? bias : bias.add(layout.scores());
  }

  /** The same for all layouts of whole windows, whose sides are the encoder's. */
  private NDArray position(
      PackedWeights weights, ParameterStore store, WindowArrays layout, NDArray like) {
    if (!layout.whole()) {
      return position(store, layout, like, false);
    }
    return weights
        .made(
            this,
            "position",
            () -> {
              NDArray position = position(store, layout, like, false);
              // In the order of the products that it is added to.
              return new NDList(position.flatten().reshape(position.getShape()));
            })
        .get(0);
  }

  /** Relative position bias of every pair of slots, (K, 1, h, g, g). */
  private NDArray position(
      ParameterStore store, WindowArrays layout, NDArray like, boolean training) {
    int size = layout.groupSize();
    long sets = layout.pairs().getShape().get(0);
    NDArray table = value(store, biasTable, like, training);
    return Rows.gather(table, layout.pairs().reshape(-1))
        .reshape(sets, 1, size, size, heads)
        .transpose(0, 1, 4, 2, 3); // (K, 1, g, g, h) -> (K, 1, h, g, g)
  }
}
