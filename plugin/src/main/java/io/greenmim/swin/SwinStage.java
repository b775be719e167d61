package io.greenmim.swin;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.config.StageDepths;
import io.greenmim.model.EncoderStage;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.nn.PatchMerging;
import io.greenmim.ops.ArrayScope;
import java.util.ArrayList;
import java.util.List;

/**
 * A stage: blocks with regular and shifted windows by turns, then patch merging but in the last
 * stage (Liu et al., 2021, section 3.1).
 *
 * <p>Float32; works on the device of its input.
 *
 * @shape input (n, B, C); output (n, B, C) and, but in the last stage, merged tokens (m, B, 2C)
 */
final class SwinStage extends ParameterBlock {

  private final List<SwinBlock> blocks = new ArrayList<>();
  private final PatchMerging downsample;

  SwinStage(SwinConfig config, int stage) {
    StageDepths depths = new StageDepths(config.depths());
    for (int i = 0; i < config.depths().get(stage); i++) {
      double rate = depths.dropPath(config.dropPath(), stage, i);
      blocks.add(addChildBlock("blocks." + i, new SwinBlock(config, stage, rate)));
    }
    downsample =
        stage == config.stages() - 1
            ? null
            : addChildBlock(
                "downsample", new PatchMerging(config.channels(stage), config.layerNormEps()));
  }

  EncoderStage.Output forward(
      ParameterStore store, NDArray x, StageLayout.Arrays layout, boolean training) {
    NDArray tokens = x;
    for (int i = 0; i < blocks.size(); i++) {
      tokens = block(store, i, tokens, layout, training);
    }
    return new EncoderStage.Output(tokens, merge(store, tokens, layout, training));
  }

  /** Merges tokens for the next stage, (n, B, C) -> (m, B, 2C); null in the last stage. */
  NDArray merge(ParameterStore store, NDArray x, StageLayout.Arrays layout, boolean training) {
    if (downsample == null) {
      return null;
    }
    try (ArrayScope scope = new ArrayScope()) {
      NDArray padded = layout.mergePadded() ? appendZeros(x) : x;
      return scope.keep(downsample.forward(store, padded, layout.quadruples(), training));
    }
  }

  /** Runs one block, (n, B, C) -> (n, B, C). */
  NDArray block(
      ParameterStore store, int i, NDArray x, StageLayout.Arrays layout, boolean training) {
    return blocks
        .get(i)
        .forward(store, x, i % 2 == 0 ? layout.regular() : layout.shifted(), training);
  }

  private static NDArray appendZeros(NDArray tokens) {
    Shape shape = tokens.getShape();
    NDArray row =
        tokens.getManager().zeros(new Shape(1, shape.get(1), shape.get(2)), DataType.FLOAT32);
    return NDArrays.concat(new NDList(tokens, row), 0);
  }
}
