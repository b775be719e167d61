package io.greenmim.pvt;

import io.greenmim.model.EncoderWork;
import java.util.List;

/**
 * Counts the work of a pass.
 *
 * @param config the architecture
 */
record PvtWork(PvtConfig config) {

  private static final int AREA = 9;

  /** Operations of one image over the tokens of stages. */
  EncoderWork of(List<StageSites> stages) {
    double linear = 0;
    double merging = 0;
    double attention = 0;
    for (int stage = 0; stage < stages.size(); stage++) {
      StageSites rows = stages.get(stage);
      double tokens = rows.sites().count();
      double channels = config.channels(stage);
      double hidden = config.hiddenDim(stage);
      double keys = rows.keys();
      double depth = config.depths().get(stage);
      // A mean is a sum of weighted tokens; a convolution a matrix over them.
      double perKey = 2 * channels * channels;
      if (rows.means()) {
        linear += 2 * depth * tokens * channels;
        perKey += channels * channels;
      } else if (rows.keySide() > 1) {
        perKey += rows.keySide() * rows.keySide() * channels * channels;
      }
      double perToken = 2 * channels * channels + 2 * channels * hidden + AREA * hidden;
      linear += 2 * depth * (tokens * perToken + keys * perKey);
      attention += 2 * depth * 2 * tokens * keys * channels;
      if (stage > 0) {
        merging += 2 * tokens * AREA * config.channels(stage - 1) * channels;
      }
    }
    double side = 2.0 * config.patchSize() - 1;
    double embedding =
        2 * stages.get(0).sites().count() * side * side * config.inChannels() * config.channels(0);
    return new EncoderWork(embedding, linear, merging, attention, 0);
  }
}
