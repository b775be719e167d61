package io.greenmim.swin;

import io.greenmim.config.StageDepths;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stages and layers of parameters by their names.
 *
 * @param depths the blocks of the stages
 */
record ParameterLayers(StageDepths depths) {

  private static final String EMBEDDING = "patch_embed.";
  private static final Pattern STAGE = Pattern.compile("layers\\.(\\d+)\\..*");
  private static final Pattern BLOCK = Pattern.compile("layers\\.(\\d+)\\.blocks\\.(\\d+)\\..*");

  /** The stage that uses a parameter. */
  int stageOf(String name) {
    Matcher stage = STAGE.matcher(name);
    if (stage.matches()) {
      return Integer.parseInt(stage.group(1));
    }
    return name.startsWith(EMBEDDING) ? 0 : depths.depths().size() - 1;
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
      return depths.layer(Integer.parseInt(block.group(1)), Integer.parseInt(block.group(2)));
    }
    return STAGE.matcher(name).matches() ? depths.before(stageOf(name) + 1) : depths.layers() - 1;
  }

  /** The same, but for merging the first block after it, for the last normalisation the last. */
  int timm(String name) {
    if (name.startsWith(EMBEDDING) || BLOCK.matcher(name).matches()) {
      return of(name);
    }
    return STAGE.matcher(name).matches() ? depths.layer(stageOf(name) + 1, 0) : depths.layers() - 2;
  }
}
