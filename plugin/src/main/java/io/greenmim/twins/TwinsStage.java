package io.greenmim.twins;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import java.util.List;

/**
 * A stage behind its embedding: a block, the encoding of positions, and the other blocks (Chu et
 * al., 2021, section 3.2).
 *
 * @param blocks blocks with windows and to keys of the whole map by turns
 * @param position encodes positions behind the first block
 */
record TwinsStage(List<TwinsBlock> blocks, PositionBlock position) {

  /** Runs the stage on embedded tokens, (n, B, C) -> (n, B, C). */
  NDArray forward(ParameterStore store, NDArray x, StageLayout.Arrays layout, boolean training) {
    NDArray tokens = x;
    for (int i = 0; i < blocks.size(); i++) {
      tokens = blocks.get(i).forward(store, tokens, layout, training);
      if (i == 0) {
        tokens = position.forward(store, tokens, layout.sites(), training);
      }
    }
    return tokens;
  }
}
