package io.greenmim.train.config;

import ai.djl.util.JsonUtils;
import io.greenmim.config.Checks;
import io.greenmim.config.RecordMapper;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is known of the channels of a folder of images; the content of the file of {@code greenmim
 * data stats}.
 *
 * @param channels number of channels, 1 to 16
 * @param bits bits of a sample, 8 or 16; of files of both 16
 * @param images number of images that were read
 * @param pixels number of their pixels
 * @param mean mean of each channel over all pixels, of samples from 0 to 1
 * @param deviation standard deviation of each channel over all pixels
 */
public record ChannelStatistics(
    int channels, int bits, long images, long pixels, List<Double> mean, List<Double> deviation) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is not one mean and one deviation for each channel
   */
  public ChannelStatistics {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    Checks.positive("channels", channels);
    Checks.that(
        mean.size() == channels && deviation.size() == channels,
        "mean: expected %d means and deviations, got %d and %d",
        channels,
        mean.size(),
        deviation.size());
  }

  /**
   * Tells which channels have the same value in all pixels of all images, so that nothing can be
   * divided by their deviation.
   *
   * @return their numbers, from 1
   */
  public List<Integer> constant() {
    return IntStream.rangeClosed(1, channels)
        .filter(channel -> deviation.get(channel - 1) == 0)
        .boxed()
        .toList();
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @return its content
   * @throws UserException if it cannot be read or is none of these
   */
  public static ChannelStatistics read(Path file) {
    try {
      return RecordMapper.read(ChannelStatistics.class, ConfigFile.readMap(file), file.toString());
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(
          e.getMessage().contains(file.toString()) ? e.getMessage() : file + ": " + e.getMessage(),
          e);
    }
  }

  /**
   * Writes a file.
   *
   * @param file the file; replaced whole or not at all
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    AtomicFiles.writeText(file, JsonUtils.GSON_PRETTY.toJson(RecordMapper.write(this)) + "\n");
  }
}
