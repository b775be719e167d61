package io.greenmim.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.ops.Rows;
import io.greenmim.ops.Scaling;

/**
 * Multi-head attention of all tokens to fewer keys, each made of a square of tokens: by a
 * convolution whose kernel is its stride and a layer normalisation (Wang et al., 2021, arXiv
 * 2102.12122, section 3.3; Chu et al., 2021, arXiv 2104.13840, section 3.2), or as the mean of a
 * cell, a linear map, a layer normalisation and GELU (Wang et al., 2022, arXiv 2106.13797, section
 * 3.1). Which tokens a key is made of is up to the caller, who leaves out the hidden ones.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input and output (n, B, C); kernel of the reduction (C, C, k, k)
 */
public final class ReducedAttention extends ParameterBlock {

  private static final KernelSource KERNELS =
      new KernelSource(ReducedAttention.class, "reduced_attention");

  private final int heads;
  private final int headDim;
  private final Linear q;
  private final Linear kv;
  private final Linear proj;
  private final Reduction sr;
  private final LayerNorm norm;

  /**
   * The tokens of which keys are made.
   *
   * @param rows rows of the tokens of each key, (K, B, k), int32, where token v of image b is row v
   *     B + b; for a convolution in the order of its kernel, row-major
   * @param weights for means, the weight of each of these tokens, (K, 1 or B, k), float32; null for
   *     a convolution
   */
  public record Keys(NDArray rows, NDArray weights) {}

  private ReducedAttention(int channels, int heads, int side, double eps) {
    this.heads = heads;
    headDim = channels / heads;
    q = addChildBlock("q", new Linear(channels, channels, true));
    kv = addChildBlock("kv", new Linear(channels, 2 * channels, true));
    proj = addChildBlock("proj", new Linear(channels, channels, true));
    sr = side == 0 ? null : addChildBlock("sr", new Reduction(channels, side));
    norm = side == 0 ? null : addChildBlock("norm", new LayerNorm(channels, eps));
  }

  /**
   * Makes an attention whose keys are the tokens themselves.
   *
   * @param channels channels C of a token
   * @param heads number of heads; divides C
   * @return the attention, without a reduction
   */
  public static ReducedAttention toTokens(int channels, int heads) {
    return new ReducedAttention(channels, heads, 0, 0);
  }

  /**
   * Makes an attention whose keys are made of squares of tokens, by a convolution or of means.
   *
   * @param channels channels C of a token
   * @param heads number of heads; divides C
   * @param side side k of the convolution's kernel; 1 for means
   * @param eps constant of the normalisation of keys
   * @return the attention
   */
  public static ReducedAttention toSquares(int channels, int heads, int side, double eps) {
    return new ReducedAttention(channels, heads, side, eps);
  }

  /**
   * Adds the attention of the normalised tokens to the tokens.
   *
   * @param store the parameter store, which tells the precision
   * @param x tokens, (n, B, C)
   * @param before the normalisation of the tokens
   * @param keys which tokens keys are made of; null where keys are the tokens themselves
   * @param keep factor of each image's branch, (1, B, 1), or null for 1
   * @param training whether this is a training pass
   * @return x + keep x attention(before(x)), (n, B, C)
   */
  public NDArray residual(
      ParameterStore store,
      NDArray x,
      LayerNorm before,
      Keys keys,
      NDArray keep,
      boolean training) {
    PackedWeights weights = PackedWeights.of(store);
    if (weights != null) {
      return packed(weights, store, x, before, keys);
    }
    Precision precision = PassStore.precision(store);
    try (ArrayScope scope = new ArrayScope()) {
      if (precision == Precision.REFERENCE) {
        NDArray branch = forward(store, before.forward(store, x, training), keys, training);
        return scope.keep(x.add(keep == null ? branch : branch.mul(keep)));
      }
      Kernels kernels = Kernels.on(KERNELS, x.getDevice(), precision, before.eps());
      NDArray none = kernels.none();
      try (NDManager host = x.getManager().newSubManager(Device.cpu())) {
        return scope.keep(
            kernels.call(
                "reduced_attention",
                x,
                keep == null ? none : keep,
                before.weight(store, x, training),
                before.bias(store, x, training),
                // Functions take arrays alone: the number of heads is the length of one.
                x.getManager().zeros(new Shape(heads)),
                q.weight(store, x, training),
                q.bias(store, x, training),
                kv.weight(store, x, training),
                kv.bias(store, x, training),
                proj.weight(store, x, training),
                proj.bias(store, x, training),
                sr == null ? none : keys.rows(),
                sr == null || keys.weights() == null ? none : keys.weights(),
                sr == null ? none : sr.matrix(store, x, training),
                sr == null ? none : sr.bias(store, x, training),
                sr == null ? none : norm.weight(store, x, training),
                sr == null ? none : norm.bias(store, x, training),
                host.create(new double[] {sr == null ? 0 : norm.eps()})));
      }
    }
  }

  private NDArray packed(
      PackedWeights weights, ParameterStore store, NDArray x, LayerNorm before, Keys keys) {
    Kernels kernels = weights.kernels(before.eps());
    NDList arguments = new NDList(x, weights.ofLength(heads));
    arguments.add(before.weight(store, x, false));
    arguments.add(before.bias(store, x, false));
    arguments.addAll(q.packed(weights, "q", heads * headDim, 1 / Math.sqrt(headDim)));
    arguments.addAll(kv.packed(weights, "kv"));
    arguments.addAll(proj.packed(weights, "proj"));
    if (sr == null) {
      return kernels.call("packed_token_attention", arguments);
    }
    arguments.addAll(sr.packed(weights));
    arguments.add(keys.rows());
    arguments.add(keys.weights() == null ? kernels.none() : keys.weights());
    arguments.add(norm.weight(store, x, false));
    arguments.add(norm.bias(store, x, false));
    arguments.addAll(
        weights.made(
            norm, "eps", () -> new NDList(x.getManager().create(new double[] {norm.eps()}))));
    return kernels.call("packed_reduced_attention", arguments);
  }

  private NDArray forward(ParameterStore store, NDArray x, Keys keys, boolean training) {
    Shape shape = x.getShape();
    long batch = shape.get(1);
    NDArray source = sr == null ? x : reduced(store, x, keys, training); // (K, B, C)
    NDArray queries =
        Scaling.scale(q.forward(store, x, training), 1 / Math.sqrt(headDim))
            .reshape(shape.get(0), batch, heads, headDim)
            .transpose(1, 2, 0, 3); // (n, B, h, d) -> (B, h, n, d)
    NDArray pairs =
        kv.forward(store, source, training)
            .reshape(source.getShape().get(0), batch, 2, heads, headDim)
            .transpose(2, 1, 3, 0, 4); // (K, B, 2, h, d) -> (2, B, h, K, d)
    NDArray scores = queries.matMul(pairs.get(0).swapAxes(2, 3)); // (B, h, n, K)
    NDArray attended =
        scores
            .softmax(-1)
            .matMul(pairs.get(1)) // (B, h, n, d)
            .transpose(2, 0, 1, 3) // -> (n, B, h, d)
            .reshape(shape);
    return proj.forward(store, attended, training);
  }

  private NDArray reduced(ParameterStore store, NDArray x, Keys keys, boolean training) {
    Shape rows = keys.rows().getShape(); // (K, B, k)
    long channels = x.getShape().get(2);
    NDArray chosen =
        Rows.gather(x.reshape(-1, channels), keys.rows().reshape(-1))
            .reshape(rows.add(channels)); // (K, B, k, C)
    boolean means = keys.weights() != null;
    NDArray squares =
        means
            ? chosen.mul(keys.weights().expandDims(3)).sum(new int[] {2})
            : chosen.reshape(rows.get(0), rows.get(1), rows.get(2) * channels);
    NDArray normed = norm.forward(store, sr.forward(store, squares, training), training);
    return means ? Activation.gelu(normed) : normed;
  }

  /**
   * The convolution's kernel, applied as a matrix to squares of tokens.
   *
   * @shape input (K, B, k x k x C), row-major; output (K, B, C); weight (C, C, k, k); bias (C)
   */
  private static final class Reduction extends ArrayBlock {

    private final int channels;
    private final int inDim;
    private final Parameter weight;
    private final Parameter bias;

    Reduction(int channels, int side) {
      this.channels = channels;
      inDim = side * side * channels;
      Shape kernel = new Shape(channels, channels, side, side);
      weight =
          parameter("weight", Parameter.Type.WEIGHT, kernel, InitialValues.convolutionOut(kernel));
      bias = parameter("bias", Parameter.Type.BIAS, new Shape(channels));
    }

    NDList packed(PackedWeights weights) {
      return weights.product(
          "sr",
          this,
          () -> weight.getArray().transpose(0, 2, 3, 1).reshape(channels, inDim),
          bias::getArray);
    }

    NDArray matrix(ParameterStore store, NDArray like, boolean training) {
      return value(store, weight, like, training).transpose(0, 2, 3, 1).reshape(channels, inDim);
    }

    NDArray bias(ParameterStore store, NDArray like, boolean training) {
      return value(store, bias, like, training);
    }

    @Override
    public NDArray forward(ParameterStore store, NDArray x, boolean training) {
      return Linear.apply(store, x, matrix(store, x, training), bias(store, x, training));
    }

    @Override
    protected Shape outputShape(Shape in) {
      return new Shape(in.get(0), in.get(1), channels);
    }
  }
}
