package io.greenmim.cli.option;

import io.greenmim.train.config.ChannelSettings;
import io.greenmim.train.config.PictureChannels;
import java.util.List;
import picocli.CommandLine.Option;

/** Which channels of images pictures show. */
public final class PictureOption {

  @Option(
      names = "--picture-channels",
      split = ",",
      paramLabel = "NUMBERS",
      description = ChannelSettings.PICTURE_CHANNELS)
  private List<Integer> chosen;

  /** Makes the option, not given yet. */
  public PictureOption() {}

  /**
   * Returns what the user chose.
   *
   * @param channels channels of the model's images
   * @return the choice
   * @throws IllegalArgumentException if the images have no such channels
   */
  public PictureChannels of(int channels) {
    return PictureChannels.of(chosen, channels);
  }
}
