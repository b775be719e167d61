package io.greenmim.convnext;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.greenmim.config.StageDepths;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.sparse.ResponseBlock;
import io.greenmim.sparse.ResponseSites;
import java.util.ArrayList;
import java.util.List;

/**
 * The blocks of a stage.
 *
 * <p>Float32; works on the device of its input.
 *
 * @shape input and output (n, B, C) or (R, 1, C)
 */
final class ConvNextStage extends ParameterBlock {

  private final List<ResponseBlock> blocks = new ArrayList<>();

  ConvNextStage(ConvNextConfig config, int stage) {
    StageDepths depths = new StageDepths(config.depths());
    for (int i = 0; i < config.depths().get(stage); i++) {
      double rate = depths.dropPath(config.dropPath(), stage, i);
      ResponseBlock.Shaped shaped =
          new ResponseBlock.Shaped(
              config.channels(stage),
              config.kernel(),
              config.hiddenDim(stage),
              config.layerNormEps(),
              config.responseNormEps(),
              rate);
      blocks.add(addChildBlock(Integer.toString(i), new ResponseBlock(shaped)));
    }
  }

  NDArray forward(ParameterStore store, NDArray x, ResponseSites sites, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray tokens = x;
      for (ResponseBlock block : blocks) {
        tokens = block.forward(store, tokens, sites, training);
      }
      return scope.keep(tokens);
    }
  }
}
