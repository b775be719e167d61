package io.greenmim.convnext;

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
      Pattern.compile("(?:downsample_layers|stages)\\.(\\d+)\\..*");
  private static final Pattern BLOCK = Pattern.compile("stages\\.(\\d+)\\.(\\d+)\\..*");

  /** The stage that uses a parameter. */
  int stageOf(String name) {
    Matcher stage = STAGE.matcher(name);
    return stage.matches() ? Integer.parseInt(stage.group(1)) : depths.depths().size() - 1;
  }

  /**
   * 0 for the embedding, k + 1 for block k, for merging the first block after it, else the last.
   */
  int of(String name) {
    Matcher block = BLOCK.matcher(name);
    if (block.matches()) {
      return depths.layer(Integer.parseInt(block.group(1)), Integer.parseInt(block.group(2)));
    }
    if (!STAGE.matcher(name).matches()) {
      return depths.layers() - 1;
    }
    int stage = stageOf(name);
    return stage == 0 ? 0 : depths.layer(stage, 0);
  }
}
