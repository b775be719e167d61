package io.greenmim.model.mim;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.MaskPlanner;
import io.greenmim.nn.ParameterBlock;
import java.util.List;

/**
 * What models of masked images have alike: their masks, and answers to DJL's three questions.
 *
 * @shape input images (B, c, H, W), optionally a mask (rows, cols), boolean, true = masked; output
 *     the encoder's output, or two pictures (B, c, H, W), float32, or the loss, a scalar
 */
abstract class MaskedImageBlock extends ParameterBlock implements MaskedImageModel {

  /** What stands before the encoder's names. */
  static final String ENCODER = "encoder.";

  private final int maskPatch;
  private final double maskRatio;
  private final boolean normalisesTarget;

  MaskedImageBlock(int maskPatch, double maskRatio, boolean normalisesTarget) {
    this.maskPatch = maskPatch;
    this.maskRatio = maskRatio;
    this.normalisesTarget = normalisesTarget;
  }

  @Override
  public final int maskPatch() {
    return maskPatch;
  }

  @Override
  public final double maskRatio() {
    return maskRatio;
  }

  @Override
  public final boolean normalisesTarget() {
    return normalisesTarget;
  }

  @Override
  public MaskPlanner planner(GroupingMode mode) {
    return encoder().planner(maskPatch, mode);
  }

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
