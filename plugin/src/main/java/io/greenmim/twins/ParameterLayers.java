package io.greenmim.twins;

import io.greenmim.config.StageDepths;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stages and layers of parameters by their names.
 *
 * @param depths the blocks of the stages
 */
record ParameterLayers(StageDepths depths) {

  private static final Pattern STAGE =
      Pattern.compile("(patch_embeds|blocks|pos_block)\\.(\\d+)\\.(?:(\\d+)\\.)?.*");

  /** The stage that uses a parameter. */
  int stageOf(String name) {
    Matcher stage = STAGE.matcher(name);
    return stage.matches() ? Integer.parseInt(stage.group(2)) : depths.depths().size() - 1;
  }

  /**
   * 0 for the first embedding, k + 1 for block k; for another embedding and for positions the first
   * block of their stage, for the last normalisation the last block, as timm has it.
   */
  int of(String name) {
    Matcher matcher = STAGE.matcher(name);
    if (!matcher.matches()) {
      return depths.layers() - 2;
    }
    int stage = Integer.parseInt(matcher.group(2));
    return switch (matcher.group(1)) {
      case "blocks" -> depths.layer(stage, Integer.parseInt(matcher.group(3)));
      case "pos_block" -> depths.layer(stage, 0);
      default -> stage == 0 ? 0 : depths.layer(stage, 0);
    };
  }
}
