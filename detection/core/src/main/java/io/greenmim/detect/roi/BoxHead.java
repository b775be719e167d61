package io.greenmim.detect.roi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.detect.ops.DetectionKernels;
import io.greenmim.nn.ArrayBlock;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.Linear;
import io.greenmim.nn.PackedWeights;
import io.greenmim.ops.KernelSource;
import java.util.List;

/**
 * Two fully connected layers on the pooled features of RoIs (He et al., 2017, arXiv 1703.06870,
 * section 3, figure 4 right).
 *
 * <p>The first layer takes features in the order channel, row, column, whatever the memory format.
 * Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device of
 * its input.
 *
 * @shape input (R, C, p, p); output (R, width)
 */
final class BoxHead extends ArrayBlock {

  private static final KernelSource PACKED =
      new KernelSource(BoxHead.class, "packed_heads", List.of(PackedWeights.KERNELS));

  private final int width;
  private final Linear fc1;
  private final Linear fc2;

  /**
   * Makes a head without weights.
   *
   * @param channels channels C of the pooled features
   * @param pool side p of the pooled features
   * @param width width of the layers
   */
  public BoxHead(int channels, int pool, int width) {
    this.width = width;
    fc1 = addChildBlock("fc1", linear(channels * pool * pool, width));
    fc2 = addChildBlock("fc2", linear(width, width));
  }

  /** Begins as detectron2's {@code c2_xavier_fill} does. */
  private static Linear linear(int in, int out) {
    Linear linear = new Linear(in, out, true);
    linear.setInitializer(InitialValues.uniform(Math.sqrt(3.0 / in)), Parameter.Type.WEIGHT);
    return linear;
  }

  /**
   * Computes a feature of each RoI.
   *
   * @param store the parameter store, which tells the precision
   * @param pooled pooled features, (R, C, p, p), float32
   * @param training whether this is a training pass
   * @return features, (R, width)
   */
  @Override
  public NDArray forward(ParameterStore store, NDArray pooled, boolean training) {
    PackedWeights weights = PackedWeights.of(store);
    if (weights != null && pooled.size() > 0) {
      NDList arguments = new NDList(pooled);
      arguments.addAll(
          weights.product(
              "first",
              this,
              () -> byCells(fc1.weight(store, pooled, false), pooled.getShape()),
              () -> fc1.bias(store, pooled, false)));
      arguments.addAll(fc2.packed(weights, "second"));
      return weights.kernels(PACKED).call("packed_box_head", arguments);
    }
    return DetectionKernels.of(store, pooled.getDevice())
        .call(
            "box_head",
            pooled,
            fc1.weight(store, pooled, training),
            fc1.bias(store, pooled, training),
            fc2.weight(store, pooled, training),
            fc2.bias(store, pooled, training));
  }

  /** Columns in the order row, column, channel: that of pooled features in memory. */
  private static NDArray byCells(NDArray weight, Shape pooled) {
    return weight
        .reshape(-1, pooled.get(1), pooled.get(2), pooled.get(3))
        .transpose(0, 2, 3, 1)
        .reshape(weight.getShape());
  }

  @Override
  protected Shape outputShape(Shape in) {
    return new Shape(in.get(0), width);
  }
}
