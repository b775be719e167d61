package io.greenmim.detect.roi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.detect.ops.DetectionKernels;
import io.greenmim.nn.ArrayBlock;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.Linear;
import io.greenmim.nn.PackedWeights;
import io.greenmim.ops.ArrayScope;

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
    long regions = pooled.getShape().get(0);
    if (PackedWeights.of(store) != null && regions > 0) {
      try (ArrayScope scope = new ArrayScope()) {
        NDArray flat = pooled.reshape(regions, -1);
        NDArray hidden = Activation.relu(fc1.forward(store, flat, training));
        return scope.keep(Activation.relu(fc2.forward(store, hidden, training)));
      }
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

  @Override
  protected Shape outputShape(Shape in) {
    return new Shape(in.get(0), width);
  }
}
