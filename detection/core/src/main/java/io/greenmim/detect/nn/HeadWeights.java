package io.greenmim.detect.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.greenmim.model.InitialWeights;
import java.util.Map;

/**
 * The initial weights of detectron2's pyramid and heads, drawn from a seed.
 *
 * <p>Pyramid and fully connected layers: uniform within +-sqrt(3 / fan-in) ({@code
 * c2_xavier_fill}). Convolutions of the mask head: normal with deviation sqrt(2 / fan-out) ({@code
 * c2_msra_fill}; fan-out is what PyTorch takes for it, the first axis times the kernel). Region
 * proposal network and class scores: normal with deviation 0.01; box deltas and mask predictor:
 * 0.001. Biases 0. The encoder as {@link InitialWeights#SWIN} has it. Source: detectron2, modules
 * {@code fpn}, {@code rpn}, {@code box_head}, {@code fast_rcnn} and {@code mask_head}.
 */
public final class HeadWeights {

  private static final double SCORES = 0.01;
  private static final double PREDICTIONS = 0.001;

  private HeadWeights() {}

  /**
   * Draws the initial values of a parameter.
   *
   * @param manager manager that owns the array and names its device
   * @param path path of the parameter in detectron2's state dict
   * @param parameters all parameters by path, which tell shapes and roles
   * @param seed seed of the model
   * @return the values, float32
   */
  public static NDArray draw(
      NDManager manager, String path, Map<String, Parameter> parameters, long seed) {
    Parameter parameter = parameters.get(path);
    if (path.contains("bottom_up.")) {
      return InitialWeights.SWIN.draw(manager, path, parameters, seed);
    }
    Shape shape = parameter.getShape();
    if (parameter.getType() == Parameter.Type.BIAS) {
      return manager.zeros(shape, DataType.FLOAT32);
    }
    double first = shape.get(0);
    double kernel = shape.dimension() > 2 ? shape.get(2) * shape.get(3) : 1;
    if (path.contains("fpn_") || path.contains("box_head.")) {
      double fanIn = shape.size() / first;
      return InitialWeights.uniform(manager, path, shape, Math.sqrt(3 / fanIn), seed);
    }
    return InitialWeights.normal(manager, path, shape, deviation(path, first * kernel), seed);
  }

  private static double deviation(String path, double fanOut) {
    if (path.contains("mask_fcn") || path.contains("deconv")) {
      return Math.sqrt(2 / fanOut);
    }
    return path.contains("bbox_pred") || path.contains("predictor.weight") ? PREDICTIONS : SCORES;
  }
}
