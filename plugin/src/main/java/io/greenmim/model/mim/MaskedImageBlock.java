package io.greenmim.model.mim;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.model.MaskPlan;
import io.greenmim.nn.ParameterBlock;
import java.util.List;

/**
 * The three questions that DJL may ask every model of masked images.
 *
 * @shape input images (B, c, H, W), optionally a mask (rows, cols), boolean, true = masked; output
 *     the encoder's output, or two pictures (B, c, H, W), float32, or the loss, a scalar
 */
abstract class MaskedImageBlock extends ParameterBlock implements MaskedImageModel {

  /** What stands before the encoder's names. */
  static final String ENCODER = "encoder.";

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    if (params != null && params.get(PLAN) instanceof MaskPlan plan) {
      return new NDList(loss(store, inputs.head(), plan, training));
    }
    if (inputs.size() == 1) {
      return encoder().forward(store, inputs, training, params);
    }
    checkInputs(inputs.size(), 2);
    MaskPlan plan = planner(GroupingMode.AUTO).plan(List.of(MaskInput.read(inputs.get(1))));
    return reconstruct(store, inputs.get(0), plan).toList();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes.length == 1
        ? encoder().getOutputShapes(inputShapes)
        : new Shape[] {inputShapes[0], inputShapes[0]};
  }
}
