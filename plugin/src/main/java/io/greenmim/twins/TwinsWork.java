package io.greenmim.twins;

import io.greenmim.grouping.WindowLayout;
import io.greenmim.model.EncoderWork;
import java.util.List;

/**
 * Counts the work of a pass.
 *
 * @param config the architecture
 */
record TwinsWork(TwinsConfig config) {

  private static final int POSITION_KERNEL = 9;

  /** Operations of one image over the tokens of layouts. */
  EncoderWork of(List<StageLayout> layouts) {
    double pixels = (double) config.patchSize() * config.patchSize() * config.inChannels();
    double embedding = 2 * layouts.get(0).tokens() * pixels * config.channels(0);
    double linear = 0;
    double merging = 0;
    double attention = 0;
    double padding = 0;
    for (int stage = 0; stage < layouts.size(); stage++) {
      StageLayout layout = layouts.get(stage);
      double channels = config.channels(stage);
      double square = channels * channels;
      double tokens = layout.tokens();
      int all = config.depths().get(stage);
      int global = all / 2;
      int local = all - global;
      double keys = layout.keys();
      double side = layout.reduction();
      double perKey = side == 1 ? 2 : 2 + side * side;
      linear += 2 * all * tokens * 2 * channels * config.hiddenDim(stage);
      linear += 2 * local * tokens * 4 * square;
      linear += 2 * global * (tokens * 2 + keys * perKey) * square;
      linear += 2 * tokens * POSITION_KERNEL * channels;
      if (stage > 0) {
        merging += 2 * tokens * 4 * config.channels(stage - 1) * channels;
      }
      // Each pair costs a product of two heads' channels, and adds its value to the sum.
      double perPair = 2 * 2 * channels;
      WindowLayout.Pairs pairs = layout.windows().pairs();
      attention += perPair * (local * pairs.real() + global * tokens * keys);
      padding += perPair * local * pairs.padding();
    }
    return new EncoderWork(embedding, linear, merging, attention, padding);
  }
}
