package io.greenmim.swin;

import io.greenmim.grouping.WindowLayout;
import io.greenmim.model.EncoderWork;
import java.util.List;

/**
 * Counts the work of a pass.
 *
 * @param config the architecture
 */
record SwinWork(SwinConfig config) {

  /** Operations of one image over the tokens of layouts. */
  EncoderWork of(List<StageLayout> layouts) {
    double linear = 0;
    double merging = 0;
    double attention = 0;
    double padding = 0;
    for (int stage = 0; stage < layouts.size(); stage++) {
      StageLayout layout = layouts.get(stage);
      double channels = config.channels(stage);
      int depth = config.depths().get(stage);
      double weights = 4 * channels * channels + 2 * channels * config.hiddenDim(stage);
      linear += 2 * depth * layout.tokens() * weights;
      merging +=
          2 * (layout.quadruples().length / 4 / layout.images()) * 4 * channels * 2 * channels;
      WindowLayout.Pairs regular = layout.regular().pairs();
      WindowLayout.Pairs shifted = layout.shifted().pairs();
      int odd = depth / 2;
      // Each pair costs a product of two heads' channels, and adds its value to the sum.
      double perPair = 2 * 2 * channels;
      attention += perPair * ((depth - odd) * regular.real() + odd * shifted.real());
      padding += perPair * ((depth - odd) * regular.padding() + odd * shifted.padding());
    }
    double pixels = (double) config.patchSize() * config.patchSize() * config.inChannels();
    double embedding = 2 * layouts.get(0).tokens() * pixels * config.embedDim();
    return new EncoderWork(embedding, linear, merging, attention, padding);
  }
}
