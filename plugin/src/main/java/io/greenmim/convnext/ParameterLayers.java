package io.greenmim.convnext;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stages and layers of parameters by their names.
 *
 * @param depths number of blocks of each stage
 */
record ParameterLayers(List<Integer> depths) {

  private static final Pattern STAGE =
      Pattern.compile("(?:downsample_layers|stages)\\.(\\d+)\\..*");
  private static final Pattern BLOCK = Pattern.compile("stages\\.(\\d+)\\.(\\d+)\\..*");

  /** The stage that uses a parameter. */
  int stageOf(String name) {
    Matcher stage = STAGE.matcher(name);
    return stage.matches() ? Integer.parseInt(stage.group(1)) : depths.size() - 1;
  }

  /**
   * 0 for the embedding, k + 1 for block k, for merging the first block after it, else the last.
   */
  int of(String name) {
    Matcher block = BLOCK.matcher(name);
    if (block.matches()) {
      return before(Integer.parseInt(block.group(1))) + Integer.parseInt(block.group(2)) + 1;
    }
    if (!STAGE.matcher(name).matches()) {
      return count() - 1;
    }
    int stage = stageOf(name);
    return stage == 0 ? 0 : before(stage) + 1;
  }

  /** The blocks, the embedding and what follows the last block. */
  int count() {
    return before(depths.size()) + 2;
  }

  /** Number of blocks before a stage. */
  int before(int stage) {
    return depths.subList(0, stage).stream().mapToInt(Integer::intValue).sum();
  }
}
