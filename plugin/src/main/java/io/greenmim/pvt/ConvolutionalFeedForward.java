package io.greenmim.pvt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.Linear;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.ops.Rows;

/**
 * A perceptron with a depth-wise convolution of 3 x 3 sites before its GELU (Wang et al., 2022,
 * section 3.3), where hidden sites are 0; in the linear form with a rectifier before that.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input and output (n, B, C)
 */
final class ConvolutionalFeedForward extends ParameterBlock {

  private final Linear fc1;
  private final DepthWise dwconv;
  private final Linear fc2;
  private final boolean rectified;

  ConvolutionalFeedForward(int channels, int hidden, boolean rectified) {
    this.rectified = rectified;
    fc1 = addChildBlock("fc1", new Linear(channels, hidden, true));
    dwconv = addChildBlock("dwconv.dwconv", new DepthWise(hidden));
    fc2 = addChildBlock("fc2", new Linear(hidden, channels, true));
  }

  /**
   * Adds the perceptron of the normalised input to the input.
   *
   * @param x tokens, (n, B, C)
   * @param rows where they lie
   * @param keep factor of each image's branch, (1, B, 1), or null for 1
   */
  NDArray residual(
      ParameterStore store,
      NDArray x,
      LayerNorm norm,
      StageRows.OnDevice rows,
      NDArray keep,
      boolean training) {
    Precision precision = PassStore.precision(store);
    try (ArrayScope scope = new ArrayScope()) {
      if (precision == Precision.REFERENCE) {
        NDArray hidden = fc1.forward(store, norm.forward(store, x, training), training);
        NDArray mixed =
            dwconv.forward(store, rectified ? Activation.relu(hidden) : hidden, rows, training);
        NDArray branch = fc2.forward(store, Activation.gelu(mixed), training);
        return scope.keep(x.add(keep == null ? branch : branch.mul(keep)));
      }
      Kernels kernels = Kernels.on(OverlapEmbedding.KERNELS, x.getDevice(), precision, norm.eps());
      return scope.keep(
          kernels.call(
              "convolutional_feed_forward",
              x,
              keep == null ? kernels.none() : keep,
              norm.weight(store, x, training),
              norm.bias(store, x, training),
              fc1.weight(store, x, training),
              fc1.bias(store, x, training),
              value(store, dwconv.weight, x, training),
              value(store, dwconv.bias, x, training),
              fc2.weight(store, x, training),
              fc2.bias(store, x, training),
              rows.cells(),
              rows.gridLike(),
              rectified ? rows.gridLike() : kernels.none()));
    }
  }

  /**
   * The depth-wise convolution.
   *
   * @shape input and output (n, B, C); weight (C, 1, 3, 3); bias (C)
   */
  private static final class DepthWise extends ParameterBlock {

    private static final int SIDE = 3;

    private final Parameter weight;
    private final Parameter bias;

    DepthWise(int channels) {
      Shape kernel = new Shape(channels, 1, SIDE, SIDE);
      InitialValues initial = InitialValues.convolutionOut(new Shape(1, 1, SIDE, SIDE));
      weight = parameter("weight", Parameter.Type.WEIGHT, kernel, initial);
      bias = parameter("bias", Parameter.Type.BIAS, new Shape(channels));
    }

    NDArray forward(ParameterStore store, NDArray x, StageRows.OnDevice rows, boolean training) {
      Shape shape = x.getShape();
      long batch = shape.get(1);
      long channels = shape.get(2);
      long height = rows.gridLike().getShape().get(0);
      long width = rows.gridLike().getShape().get(1);
      NDArray zeros = x.getManager().zeros(new Shape(1, channels));
      NDArray table = NDArrays.concat(new NDList(x.reshape(-1, channels), zeros), 0);
      NDArray image =
          Rows.gather(table, rows.holders())
              .reshape(batch, height, width, channels)
              .transpose(0, 3, 1, 2);
      NDArray mixed =
          Conv2d.conv2d(
                  image,
                  value(store, weight, x, training),
                  value(store, bias, x, training),
                  new Shape(1, 1),
                  new Shape(1, 1),
                  new Shape(1, 1),
                  Math.toIntExact(channels))
              .singletonOrThrow();
      return Rows.gather(mixed.transpose(0, 2, 3, 1).reshape(-1, channels), rows.cells())
          .reshape(shape);
    }
  }
}
