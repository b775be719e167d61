package io.greenmim.detect.nn;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.NamedParameters;

/**
 * The initial weights of detectron2's pyramid and heads, drawn from a seed.
 *
 * <p>Pyramid and fully connected layers: uniform within +-sqrt(3 / fan-in) ({@code
 * c2_xavier_fill}). Convolutions of the mask head: normal with deviation sqrt(2 / fan-out) ({@code
 * c2_msra_fill}; fan-out is what PyTorch takes for it, the first axis times the kernel). Region
 * proposal network and class scores: normal with deviation 0.01; box deltas and mask predictor:
 * 0.001. Biases 0. Source: detectron2, modules {@code fpn}, {@code rpn}, {@code box_head}, {@code
 * fast_rcnn} and {@code mask_head}.
 */
public final class HeadWeights {

  private static final double SCORES = 0.01;
  private static final double PREDICTIONS = 0.001;

  private HeadWeights() {}

  /**
   * Lets the parameters of a detector that are not the encoder's begin so.
   *
   * @param detector the detector; parameters carry detectron2's names
   */
  public static void prepare(Block detector) {
    NamedParameters.of(detector)
        .forEach(
            (path, parameter) -> {
              if (!path.contains("bottom_up.")) {
                parameter.setInitializer(initial(path, parameter));
              }
            });
  }

  /** What a parameter of this path begins with. */
  static InitialValues initial(String path, Parameter parameter) {
    if (parameter.getType() == Parameter.Type.BIAS) {
      return InitialValues.constant(0);
    }
    Shape shape = parameter.getShape();
    double first = shape.get(0);
    double kernel = shape.dimension() > 2 ? shape.get(2) * shape.get(3) : 1;
    if (path.contains("fpn_") || path.contains("box_head.")) {
      double fanIn = shape.size() / first;
      return InitialValues.uniform(Math.sqrt(3 / fanIn));
    }
    return InitialValues.normal(deviation(path, first * kernel));
  }

  private static double deviation(String path, double fanOut) {
    if (path.contains("mask_fcn") || path.contains("deconv")) {
      return Math.sqrt(2 / fanOut);
    }
    return path.contains("bbox_pred") || path.contains("predictor.weight") ? PREDICTIONS : SCORES;
  }
}
