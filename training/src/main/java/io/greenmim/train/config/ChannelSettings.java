package io.greenmim.train.config;

import io.greenmim.checkpoint.ChannelFit;
import io.greenmim.config.Checks;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.PixelImage;
import java.nio.file.Path;
import java.util.List;

/**
 * The channels of the images. Without any of it a model has those of its variant, three as a rule,
 * and their statistics; any other number needs statistics of its own.
 *
 * @param channels number of channels, 1 to 16; null for those of the statistics, else of the
 *     variant
 * @param mean mean of each channel, of samples from 0 to 1; null for that of the variant
 * @param deviation standard deviation of each channel; null for that of the variant
 * @param stats file of {@link ChannelStatistics} in place of the above; null once it was read
 * @param initChannels what becomes of first weights for other channels; null for {@link
 *     ChannelFit#REFUSE}
 * @param pictureChannels channels that pictures show, counted from 1; null for the first three
 */
public record ChannelSettings(
    @Setting(
            value =
                "Channels of the images, 1 to 16. A file of another number ends the run; three are"
                    + " colours, which grey files have too. Default: those of --mean or --stats,"
                    + " else 3.",
            label = "N")
        Integer channels,
    @Setting(
            value =
                "Mean of each channel, joined by commas, of samples from 0 to 1. Default: that of"
                    + " --stats, for three channels ImageNet's.",
            label = "NUMBERS")
        List<Double> mean,
    @Setting(
            value = "Standard deviation of each channel, likewise.",
            label = "NUMBERS",
            name = "std")
        List<Double> deviation,
    @Setting(
            value = "File that 'greenmim data stats' wrote, in place of the options above.",
            label = "FILE",
            kept = false)
        Path stats,
    @Setting(
            value =
                "What becomes of the first weights of --init where they are for other channels:"
                    + " refuse (an error) or mean (each new channel gets the mean, so that equal"
                    + " channels give what they gave). Default: refuse.",
            label = "WAY")
        ChannelFit initChannels,
    @Setting(value = PICTURE_CHANNELS, label = "NUMBERS") List<Integer> pictureChannels) {

  /** What the option of the channels that pictures show says. */
  public static final String PICTURE_CHANNELS =
      "Channels that pictures show, counted from 1 and joined by commas: three as red, green and"
          + " blue, such as 4,3,2, or one as grey. Default: the first three, of fewer the first.";

  /**
   * Reads the file, and checks the values.
   *
   * @throws IllegalArgumentException if the numbers do not fit together, or a mean and a deviation
   *     are missing
   * @throws UserException if the file cannot be read
   */
  public ChannelSettings {
    if (stats != null) {
      Checks.that(
          mean == null && deviation == null, "stats: expected it without 'mean' and 'deviation'");
      ChannelStatistics read = ChannelStatistics.read(stats);
      Checks.that(
          channels == null || channels == read.channels(),
          "channels: expected the %d of %s, got %s",
          read.channels(),
          stats,
          channels);
      channels = read.channels();
      requireSpread(read, stats);
      mean = read.mean();
      deviation = read.deviation();
      stats = null;
    }
    Checks.that(
        (mean == null) == (deviation == null),
        "mean: expected 'mean' and 'deviation' together, got one of them");
    Checks.that(
        channels == null || (channels >= 1 && channels <= PixelImage.MOST_CHANNELS),
        "channels: expected 1 to %d, got %s",
        PixelImage.MOST_CHANNELS,
        channels);
    if (mean != null) {
      mean = List.copyOf(mean);
      deviation = List.copyOf(deviation);
      channels = channels == null ? Integer.valueOf(mean.size()) : channels;
      Checks.that(
          mean.size() == channels, "mean: expected %d numbers, got %d", channels, mean.size());
      Checks.that(
          deviation.size() == channels,
          "deviation: expected %d numbers, got %d",
          channels,
          deviation.size());
      Preprocessing.IMAGENET.withStatistics(mean, deviation);
    }
    Checks.that(
        channels == null || mean != null || channels == PixelImage.COLOURS,
        "mean: expected one for each of %s, as 'greenmim data stats' computes them, got none",
        channels == null ? "" : PixelImage.count(channels));
    if (pictureChannels != null) {
      pictureChannels = List.copyOf(pictureChannels);
      // Without a number the variant tells it.
      PictureChannels.of(pictureChannels, channels == null ? PixelImage.MOST_CHANNELS : channels);
    }
  }

  /** A constant channel cannot be divided by its deviation; whoever wrote the file was told. */
  private static void requireSpread(ChannelStatistics read, Path file) {
    if (!read.constant().isEmpty()) {
      throw new UserException(
          "%s: deviation: expected a positive number for channel %s, got 0: it has one value in all"
                  .formatted(file, read.constant().get(0))
              + " images; leave it out of them, or write 1 as its deviation");
    }
  }

  /** Those of the variant. */
  public static final ChannelSettings PUBLISHED =
      new ChannelSettings(null, null, null, null, null, null);

  /** {@return what becomes of first weights for other channels} */
  public ChannelFit fit() {
    return initChannels == null ? ChannelFit.REFUSE : initChannels;
  }

  /**
   * Returns the channels that pictures show.
   *
   * @param of channels of the images
   * @return the choice
   * @throws IllegalArgumentException if the images have no such channels
   */
  public PictureChannels shown(int of) {
    return PictureChannels.of(pictureChannels, of);
  }

  /**
   * Returns what a model expects of its images.
   *
   * @param usual what it expects without these settings
   * @return that, with the statistics that were given
   * @throws IllegalArgumentException if the model has another number of channels, and no statistics
   *     were given, or none of a channel that pictures are to show
   */
  public Preprocessing applied(Preprocessing usual) {
    shown(mean != null ? mean.size() : usual.channels());
    if (mean != null) {
      return usual.withStatistics(mean, deviation);
    }
    Checks.that(
        channels == null || channels == usual.channels(),
        "channels: expected the %d of the variant, or their 'mean' and 'deviation', got %s",
        usual.channels(),
        channels);
    return usual;
  }

  /**
   * Returns a model for such images.
   *
   * @param config configuration of the model
   * @return that, for these channels
   * @throws IllegalArgumentException if its architecture takes no such images
   */
  public ModelConfig applied(ModelConfig config) {
    return config.withImages(applied(config.preprocessing()));
  }
}
