package io.greenmim.train.classify;

import io.greenmim.image.read.ImageLimits;
import io.greenmim.train.label.LabelledData;
import io.greenmim.train.label.SharedImages;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.RunView;
import java.io.IOException;

/** Names images that a data set has twice, when a run begins. */
final class SharedImagesHook implements RunHook {

  private final LabelledData data;
  private final int channels;
  private final ImageLimits limits;

  SharedImagesHook(LabelledData data, int channels, ImageLimits limits) {
    this.data = data;
    this.channels = channels;
    this.limits = limits;
  }

  @Override
  public void begins(RunView run) throws IOException {
    if (run.start().step() == 0) {
      SharedImages.find(data, channels, limits)
          .list(run.folder().resolve(SharedImages.LIST))
          .forEach(run.messages());
    }
  }
}
