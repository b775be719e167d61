package io.greenmim.detect.roi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.detect.nn.Convolution;
import io.greenmim.detect.ops.DetectionKernels;
import io.greenmim.nn.ArrayBlock;
import io.greenmim.nn.InitialValues;
import io.greenmim.ops.ArrayScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Masks of RoIs (He et al., 2017, arXiv 1703.06870, section 3, figure 4 right): four 3 x 3
 * convolutions, one that doubles the side, and a map for each class.
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input (R, C, p, p); output logits (R, K, 2p, 2p), K = 1 where all classes share one map
 */
final class MaskHead extends ArrayBlock {

  private static final int CONVOLUTIONS = 4;

  private final int maps;
  private final List<Convolution> convolutions = new ArrayList<>();
  private final Convolution deconv;
  private final Convolution predictor;

  /**
   * Makes a head without weights.
   *
   * @param channels channels C of the pooled features
   * @param width channels of the convolutions
   * @param classes number of classes K
   * @param agnostic whether all classes share one map
   */
  public MaskHead(int channels, int width, int classes, boolean agnostic) {
    maps = agnostic ? 1 : classes;
    for (int i = 0; i < CONVOLUTIONS; i++) {
      Convolution convolution =
          new Convolution(i == 0 ? channels : width, width, 3, initial(width * 3 * 3));
      convolutions.add(addChildBlock("mask_fcn" + (i + 1), convolution));
    }
    deconv = addChildBlock("deconv", Convolution.doubling(width, width, initial(width * 2 * 2)));
    predictor =
        addChildBlock("predictor", new Convolution(width, maps, 1, InitialValues.normal(0.001)));
  }

  /** As detectron2's {@code c2_msra_fill} has it. */
  private static InitialValues initial(int fanOut) {
    return InitialValues.normal(Math.sqrt(2.0 / fanOut));
  }

  /**
   * Computes the maps.
   *
   * @param store the parameter store, which tells the precision
   * @param pooled pooled features, (R, C, p, p), float32
   * @param training whether this is a training pass
   * @return logits, (R, K, 2p, 2p), or (R, 1, 2p, 2p) where all classes share one map
   */
  @Override
  public NDArray forward(ParameterStore store, NDArray pooled, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      if (pooled.getShape().get(0) == 0) {
        return scope.keep(pooled.getManager().zeros(outputShape(pooled.getShape())));
      }
      NDList arguments = new NDList(pooled);
      List<NDArray> weights = new ArrayList<>();
      List<NDArray> biases = new ArrayList<>();
      for (Convolution convolution : convolutions) {
        weights.add(convolution.weight(store, pooled, training));
        biases.add(convolution.bias(store, pooled, training));
      }
      arguments.addAll(DetectionKernels.list("weights", weights));
      arguments.addAll(DetectionKernels.list("biases", biases));
      arguments.add(deconv.weight(store, pooled, training));
      arguments.add(deconv.bias(store, pooled, training));
      arguments.add(predictor.weight(store, pooled, training));
      arguments.add(predictor.bias(store, pooled, training));
      return scope.keep(
          DetectionKernels.of(store, pooled.getDevice()).call("mask_head", arguments));
    }
  }

  @Override
  protected Shape outputShape(Shape in) {
    return new Shape(in.get(0), maps, 2 * in.get(2), 2 * in.get(3));
  }
}
