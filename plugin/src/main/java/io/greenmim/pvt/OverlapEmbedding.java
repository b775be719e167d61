package io.greenmim.pvt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.ops.Rows;

/**
 * An embedding of overlapping patches (Wang et al., 2022, section 3.2): a convolution of stride p,
 * kernel 2 p - 1 and padding p - 1, and a layer normalisation; computed for the active sites alone,
 * where hidden sites are 0.
 *
 * <p>Pixels come as patches of p x p: the kernel covers a patch and the last rows and columns of
 * the patches above and left of it, so it is a matrix over two by two patches whose first row and
 * column are 0. Tokens come one by one: the kernel is a matrix over three by three of them.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input (n, B, c x p x p) or (n, B, C_in); output (m, B, C)
 */
final class OverlapEmbedding extends ParameterBlock {

  static final KernelSource KERNELS = new KernelSource(OverlapEmbedding.class, "pvt");

  private final int patch;
  private final Projection proj;
  private final LayerNorm norm;

  private OverlapEmbedding(int patch, int kernel, int inChannels, int channels, double eps) {
    this.patch = patch;
    proj = addChildBlock("proj", new Projection(kernel, inChannels, channels));
    norm = addChildBlock("norm", new LayerNorm(channels, eps));
  }

  /** Embeds patches of images. */
  static OverlapEmbedding ofPatches(PvtConfig config) {
    int patch = config.patchSize();
    return new OverlapEmbedding(
        patch, 2 * patch - 1, config.inChannels(), config.channels(0), config.embeddingNormEps());
  }

  /** Embeds the tokens of the stage before, at half the resolution. */
  static OverlapEmbedding ofTokens(PvtConfig config, int stage) {
    return new OverlapEmbedding(
        1, 3, config.channels(stage - 1), config.channels(stage), config.embeddingNormEps());
  }

  /**
   * Embeds.
   *
   * @param x patches or tokens, (n, B, C_in)
   * @param rows the rows below each token, (m, B, k), int32; n B stands for zeros
   */
  NDArray forward(ParameterStore store, NDArray x, NDArray rows, boolean training) {
    Precision precision = PassStore.precision(store);
    try (ArrayScope scope = new ArrayScope()) {
      NDArray kernel = matrix(value(store, proj.weight, x, training));
      NDArray bias = value(store, proj.bias, x, training);
      if (precision != Precision.REFERENCE) {
        return scope.keep(
            Kernels.on(KERNELS, x.getDevice(), precision, norm.eps())
                .call(
                    "overlap_embedding",
                    x,
                    rows,
                    kernel,
                    bias,
                    norm.weight(store, x, training),
                    norm.bias(store, x, training)));
      }
      long channels = x.getShape().get(2);
      NDArray zeros = x.getManager().zeros(new Shape(1, channels), DataType.FLOAT32);
      NDArray table = NDArrays.concat(new NDList(x.reshape(-1, channels), zeros), 0);
      Shape shape = rows.getShape();
      NDArray squares =
          Rows.gather(table, rows.reshape(-1))
              .reshape(shape.get(0), shape.get(1), shape.get(2) * channels);
      NDArray y = ai.djl.nn.core.Linear.linear(squares, kernel, bias).singletonOrThrow();
      return scope.keep(norm.forward(store, y, training));
    }
  }

  /** The kernel as a matrix over what the rows give. */
  private NDArray matrix(NDArray kernel) {
    Shape shape = kernel.getShape(); // (C, c, k, k)
    long out = shape.get(0);
    long in = shape.get(1);
    if (patch == 1) {
      return kernel.transpose(0, 2, 3, 1).reshape(out, -1);
    }
    long side = shape.get(2);
    NDArray column = kernel.getManager().zeros(new Shape(out, in, side, 1), DataType.FLOAT32);
    NDArray row = kernel.getManager().zeros(new Shape(out, in, 1, side + 1), DataType.FLOAT32);
    NDArray wide = NDArrays.concat(new NDList(column, kernel), 3);
    return NDArrays.concat(new NDList(row, wide), 2)
        .reshape(out, in, 2, patch, 2, patch)
        .transpose(0, 2, 4, 1, 3, 5) // (C, c, 2, p, 2, p) -> (C, 2, 2, c, p, p)
        .reshape(out, -1);
  }

  /** The convolution's parameters. */
  private static final class Projection extends ParameterBlock {

    private final Parameter weight;
    private final Parameter bias;

    Projection(int side, int inChannels, int channels) {
      Shape kernel = new Shape(channels, inChannels, side, side);
      weight =
          parameter("weight", Parameter.Type.WEIGHT, kernel, InitialValues.convolutionOut(kernel));
      bias = parameter("bias", Parameter.Type.BIAS, new Shape(channels));
    }
  }
}
