package io.greenmim.twins;

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
      Pattern.compile("(patch_embeds|blocks|pos_block)\\.(\\d+)\\.(?:(\\d+)\\.)?.*");

  /** The stage that uses a parameter. */
  int stageOf(String name) {
    Matcher stage = STAGE.matcher(name);
    return stage.matches() ? Integer.parseInt(stage.group(2)) : depths.size() - 1;
  }

  /**
   * 0 for the first embedding, k + 1 for block k; for another embedding and for positions the first
   * block of their stage, for the last normalisation the last block, as timm has it.
   */
  int of(String name) {
    Matcher matcher = STAGE.matcher(name);
    if (!matcher.matches()) {
      return count() - 2;
    }
    int stage = Integer.parseInt(matcher.group(2));
    return switch (matcher.group(1)) {
      case "blocks" -> before(stage) + Integer.parseInt(matcher.group(3)) + 1;
      case "pos_block" -> before(stage) + 1;
      default -> stage == 0 ? 0 : before(stage) + 1;
    };
  }

  /** The blocks, the embedding and what follows the last block. */
  int count() {
    return before(depths.size()) + 2;
  }

  private int before(int stage) {
    return depths.subList(0, stage).stream().mapToInt(Integer::intValue).sum();
  }
}
