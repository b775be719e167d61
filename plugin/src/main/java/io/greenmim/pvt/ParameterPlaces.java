package io.greenmim.pvt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stages and layers of parameters by their names.
 *
 * @param config the architecture
 */
record ParameterPlaces(PvtConfig config) {

  private static final Pattern NAME =
      Pattern.compile("(patch_embed|block|norm)(\\d+)\\.(?:(\\d+)\\..*|.*)");

  /** The stage that uses a parameter. */
  int stage(String name) {
    return Integer.parseInt(matched(name).group(2)) - 1;
  }

  /**
   * 0 for the embedding of images, k + 1 for block k; for an embedding of tokens the first block of
   * its stage, for the normalisation of a stage its last block, as timm has them.
   */
  int layer(String name) {
    Matcher matched = matched(name);
    int stage = Integer.parseInt(matched.group(2)) - 1;
    return switch (matched.group(1)) {
      case "block" -> config.blocksBefore(stage) + Integer.parseInt(matched.group(3)) + 1;
      case "patch_embed" -> stage == 0 ? 0 : config.blocksBefore(stage) + 1;
      default -> config.blocksBefore(stage + 1);
    };
  }

  /** The blocks, the embedding and what follows the last block. */
  int layers() {
    return config.blocksBefore(config.stages()) + 2;
  }

  private static Matcher matched(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("parameter: expected one of the encoder, got " + name);
    }
    return matcher;
  }
}
