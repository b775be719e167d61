package io.greenmim.pvt;

import io.greenmim.config.StageDepths;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stages and layers of parameters by their names.
 *
 * @param depths the blocks of the stages
 */
record ParameterLayers(StageDepths depths) {

  private static final Pattern NAME =
      Pattern.compile("(patch_embed|block|norm)(\\d+)\\.(?:(\\d+)\\..*|.*)");

  /** The stage that uses a parameter. */
  int stageOf(String name) {
    return Integer.parseInt(matched(name).group(2)) - 1;
  }

  /**
   * 0 for the embedding of images, k + 1 for block k; for an embedding of tokens the first block of
   * its stage, for the normalisation of a stage its last block, as timm has them.
   */
  int of(String name) {
    Matcher matched = matched(name);
    int stage = Integer.parseInt(matched.group(2)) - 1;
    return switch (matched.group(1)) {
      case "block" -> depths.layer(stage, Integer.parseInt(matched.group(3)));
      case "patch_embed" -> stage == 0 ? 0 : depths.layer(stage, 0);
      default -> depths.before(stage + 1);
    };
  }

  private static Matcher matched(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("parameter: expected one of the encoder, got " + name);
    }
    return matcher;
  }
}
