package io.greenmim.config;

import java.util.List;

/**
 * The blocks of an encoder, counted over all stages.
 *
 * @param depths number of blocks of each stage
 */
public record StageDepths(List<Integer> depths) {

  /**
   * Counts the blocks before a stage.
   *
   * @param stage index of the stage, from 0; the number of stages for all blocks
   * @return number of blocks
   */
  public int before(int stage) {
    return depths.subList(0, stage).stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * Counts the layers for layer-wise learning rate decay.
   *
   * @return the blocks, the embedding before them and what follows the last one
   */
  public int layers() {
    return before(depths.size()) + 2;
  }

  /**
   * Returns the layer of a block for layer-wise learning rate decay.
   *
   * @param stage index of the block's stage, from 0
   * @param block its index in the stage, from 0
   * @return its layer, from 1; the embedding has 0
   */
  public int layer(int stage, int block) {
    return before(stage) + block + 1;
  }

  /**
   * Returns the rate of stochastic depth of a block: it rises linearly from 0 in the first block
   * (Huang et al., 2016, arXiv 1603.09382, section 3).
   *
   * @param last rate of the last block
   * @param stage index of the block's stage, from 0
   * @param block its index in the stage, from 0
   * @return the rate
   */
  public double dropPath(double last, int stage, int block) {
    return last * (before(stage) + block) / Math.max(1, before(depths.size()) - 1);
  }
}
