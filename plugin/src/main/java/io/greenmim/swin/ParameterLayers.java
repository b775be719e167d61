package io.greenmim.swin;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stages and layers of parameters by their names.
 *
 * @param depths number of blocks of each stage
 */
record ParameterLayers(List<Integer> depths) {

  private static final String EMBEDDING = "patch_embed.";
  private static final Pattern STAGE = Pattern.compile("layers\\.(\\d+)\\..*");
  private static final Pattern BLOCK = Pattern.compile("layers\\.(\\d+)\\.blocks\\.(\\d+)\\..*");

  /** The stage that uses a parameter. */
  int stageOf(String name) {
    Matcher stage = STAGE.matcher(name);
    if (stage.matches()) {
      return Integer.parseInt(stage.group(1));
    }
    return name.startsWith(EMBEDDING) ? 0 : depths.size() - 1;
  }

  /**
   * 0 for the embedding, k + 1 for block k, for merging the last block before it, else the last.
   */
  int of(String name) {
    if (name.startsWith(EMBEDDING)) {
      return 0;
    }
    Matcher block = BLOCK.matcher(name);
    if (block.matches()) {
      return before(Integer.parseInt(block.group(1))) + Integer.parseInt(block.group(2)) + 1;
    }
    return STAGE.matcher(name).matches() ? before(stageOf(name) + 1) : count() - 1;
  }

  /** The blocks, the embedding and what follows the last block. */
  int count() {
    return before(depths.size()) + 2;
  }

  private int before(int stage) {
    return depths.subList(0, stage).stream().mapToInt(Integer::intValue).sum();
  }
}
