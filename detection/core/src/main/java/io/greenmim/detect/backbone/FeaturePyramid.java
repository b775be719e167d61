package io.greenmim.detect.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.detect.nn.Convolution;
import io.greenmim.detect.ops.DetectionKernels;
import io.greenmim.model.FeatureSpec;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A feature pyramid (Lin et al., 2017, arXiv 1612.03144, section 3): each level is the sum of its
 * own map and the coarser level, repeated to twice its size, and is smoothed by a 3 x 3
 * convolution. One more level takes every second cell of the coarsest one.
 *
 * <p>Levels are called by the logarithm of their stride, P2 to P6 for strides 4 to 64. Float32 at
 * both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device of its input.
 *
 * @shape input maps (B, C_i, H_i, W_i), each half as large as the one before; output the levels (B,
 *     C, H_i, W_i) and (B, C, (H_n + 1) / 2, (W_n + 1) / 2)
 */
public final class FeaturePyramid extends ParameterBlock {

  private final List<Convolution> laterals = new ArrayList<>();
  private final List<Convolution> outputs = new ArrayList<>();
  private final int channels;

  /**
   * Makes a pyramid without weights.
   *
   * @param maps what the maps are, finest first
   * @param channels channels of every level
   */
  public FeaturePyramid(List<FeatureSpec> maps, int channels) {
    this.channels = channels;
    for (FeatureSpec map : maps) {
      int level = Integer.numberOfTrailingZeros(map.stride());
      Convolution lateral = convolution(map.channels(), channels, 1);
      laterals.add(addChildBlock("fpn_lateral" + level, lateral));
      Convolution output = convolution(channels, channels, 3);
      outputs.add(addChildBlock("fpn_output" + level, output));
    }
  }

  /** Begins as detectron2's {@code c2_xavier_fill} does. */
  private static Convolution convolution(int in, int out, int side) {
    return new Convolution(
        in, out, side, InitialValues.uniform(Math.sqrt(3.0 / (in * side * side))));
  }

  /**
   * Computes the levels.
   *
   * @param store the parameter store, which tells the precision
   * @param maps maps, finest first, (B, C_i, H_i, W_i)
   * @param training whether this is a training pass
   * @return levels, finest first, one more than maps, channels last in memory
   * @throws IllegalArgumentException if a map is not twice as large as the next one
   */
  public List<NDArray> forward(ParameterStore store, List<NDArray> maps, boolean training) {
    checkSizes(maps.stream().map(NDArray::getShape).toList());
    NDArray like = maps.get(0);
    try (ArrayScope scope = new ArrayScope()) {
      NDList arguments = new NDList(DetectionKernels.list("maps", maps));
      arguments.addAll(list("lateral_weights", laterals, c -> c.weight(store, like, training)));
      arguments.addAll(list("lateral_biases", laterals, c -> c.bias(store, like, training)));
      arguments.addAll(list("output_weights", outputs, c -> c.weight(store, like, training)));
      arguments.addAll(list("output_biases", outputs, c -> c.bias(store, like, training)));
      NDList coarsestFirst =
          DetectionKernels.of(store, like.getDevice()).callAll("pyramid", arguments);
      List<NDArray> levels = new ArrayList<>();
      for (NDArray level : coarsestFirst) {
        levels.add(0, scope.keep(level));
      }
      return levels;
    }
  }

  private static List<NDArray> list(
      String name, List<Convolution> blocks, Function<Convolution, NDArray> part) {
    return DetectionKernels.list(name, blocks.stream().map(part).toList());
  }

  private void checkSizes(List<Shape> shapes) {
    if (shapes.size() != laterals.size()) {
      throw new IllegalArgumentException(
          "feature pyramid: expected %s maps, got %s".formatted(laterals.size(), shapes.size()));
    }
    for (int i = 1; i < shapes.size(); i++) {
      Shape fine = shapes.get(i - 1);
      Shape coarse = shapes.get(i);
      if (fine.get(2) != 2 * coarse.get(2) || fine.get(3) != 2 * coarse.get(3)) {
        throw new IllegalArgumentException(
            "feature pyramid: expected maps that halve from one to the next, as those of images"
                + " padded to a multiple of the largest stride do; got %s above %s"
                    .formatted(fine, coarse));
      }
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    return new NDList(forward(store, inputs, training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    List<Shape> shapes = new ArrayList<>();
    for (Shape in : inputShapes) {
      shapes.add(new Shape(in.get(0), channels, in.get(2), in.get(3)));
    }
    Shape last = shapes.get(shapes.size() - 1);
    shapes.add(new Shape(last.get(0), channels, (last.get(2) + 1) / 2, (last.get(3) + 1) / 2));
    return shapes.toArray(Shape[]::new);
  }
}
