package io.greenmim.detect.roi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.Linear;
import io.greenmim.nn.ParameterBlock;

/**
 * Class logits and box deltas of RoIs (Girshick, 2015, arXiv 1504.08083, section 2).
 *
 * <p>Float32 at both ends, inside as {@link io.greenmim.ops.PassStore} tells; works on the device
 * of its input.
 *
 * @shape input (R, width); output logits (R, K + 1), the background last, and deltas (R, 4 K),
 *     class by class, or (R, 4) where all classes share one box
 */
final class BoxPredictor extends ParameterBlock {

  private final int classes;
  private final int boxes;
  private final Linear clsScore;
  private final Linear bboxPred;

  /**
   * Makes a predictor without weights.
   *
   * @param width length of a RoI's feature
   * @param classes number of classes K
   * @param agnostic whether all classes share one box
   */
  public BoxPredictor(int width, int classes, boolean agnostic) {
    this.classes = classes;
    boxes = agnostic ? 1 : classes;
    clsScore = addChildBlock("cls_score", new Linear(width, classes + 1, true));
    bboxPred = addChildBlock("bbox_pred", new Linear(width, 4 * boxes, true));
    // As detectron2 has it.
    clsScore.setInitializer(InitialValues.normal(0.01), Parameter.Type.WEIGHT);
    bboxPred.setInitializer(InitialValues.normal(0.001), Parameter.Type.WEIGHT);
  }

  /**
   * Computes the class logits.
   *
   * @param store the parameter store, which tells the precision
   * @param features features, (R, width)
   * @param training whether this is a training pass
   * @return logits, (R, K + 1), the background last
   */
  public NDArray logits(ParameterStore store, NDArray features, boolean training) {
    return clsScore.forward(store, features, training);
  }

  /**
   * Computes the box deltas.
   *
   * @param store the parameter store, which tells the precision
   * @param features features, (R, width)
   * @param training whether this is a training pass
   * @return deltas, (R, 4 K), or (R, 4) where all classes share one box
   */
  public NDArray deltas(ParameterStore store, NDArray features, boolean training) {
    return bboxPred.forward(store, features, training);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    checkInputs(inputs.size(), 1);
    NDArray features = inputs.head();
    return new NDList(logits(store, features, training), deltas(store, features, training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    long rois = inputShapes[0].get(0);
    return new Shape[] {new Shape(rois, classes + 1), new Shape(rois, 4L * boxes)};
  }
}
