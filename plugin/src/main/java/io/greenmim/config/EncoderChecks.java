package io.greenmim.config;

import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Checks of what records of architectures have in common: each failure is one line that names the
 * value. The limits are far beyond every published model; a file that says more would only exhaust
 * the memory.
 */
public final class EncoderChecks {

  /** Most channels of images and tokens. */
  public static final int MOST_CHANNELS = 1 << 16;

  private static final int MOST_PATCH = 256;
  private static final int MOST_IMAGE = 1 << 13;
  private static final int MOST_STAGES = 8;
  private static final int MOST_BLOCKS = 1000;
  private static final int MOST_RATIO = 64;

  private EncoderChecks() {}

  /**
   * Demands numbers of blocks.
   *
   * @param depths number of blocks of each stage
   * @throws IllegalArgumentException if there are no stages, too many, or one without blocks
   */
  public static void depths(List<Integer> depths) {
    Checks.that(!depths.isEmpty(), "depths: expected at least one stage, got none");
    Checks.atMost("number of stages", depths.size(), MOST_STAGES);
    perStage("depths", depths, depths.size(), MOST_BLOCKS);
  }

  /**
   * Demands images of which each stage halves the sides of the one before.
   *
   * @param imageSize size of the reference image
   * @param patchSize side of an embedded patch in pixels
   * @param inChannels number of image channels
   * @param stages number of stages, at least 1
   * @throws IllegalArgumentException if the total stride does not divide the image, or a value is
   *     out of its range
   */
  public static void images(ImageSize imageSize, int patchSize, int inChannels, int stages) {
    Checks.positive("patchSize", patchSize);
    Checks.atMost("patchSize", patchSize, MOST_PATCH);
    Checks.positive("inChannels", inChannels);
    Checks.atMost("inChannels", inChannels, MOST_CHANNELS);
    Checks.atMost("imageSize", imageSize.longer(), MOST_IMAGE);
    int stride = patchSize << (stages - 1);
    Checks.that(
        imageSize.isMultipleOf(stride),
        "imageSize: expected a positive multiple of the total stride %d, got %s",
        stride,
        imageSize);
  }

  /**
   * Demands a value of each stage.
   *
   * @param name name of the values
   * @param values the values
   * @param stages number of stages
   * @throws IllegalArgumentException if there are fewer or more
   */
  public static void perStage(String name, List<?> values, int stages) {
    Checks.that(
        values.size() == stages,
        "%s: expected one entry for each of the %d stages, got %s",
        name,
        stages,
        values);
  }

  /**
   * Demands a positive number of each stage.
   *
   * @param name name of the numbers
   * @param values the numbers
   * @param stages number of stages
   * @param most their limit
   * @throws IllegalArgumentException if there are fewer or more, or one is out of its range
   */
  public static void perStage(String name, List<Integer> values, int stages, int most) {
    perStage(name, values, stages);
    for (int value : values) {
      Checks.positive(name, value);
      Checks.atMost(name, value, most);
    }
  }

  /**
   * Demands attention heads that divide their stage's channels.
   *
   * @param heads number of heads of each stage
   * @param stages number of stages
   * @param channels channels of a stage, by its index
   * @throws IllegalArgumentException if they do not
   */
  public static void heads(List<Integer> heads, int stages, IntUnaryOperator channels) {
    perStage("heads", heads, stages, MOST_CHANNELS);
    for (int i = 0; i < stages; i++) {
      Checks.that(
          channels.applyAsInt(i) % heads.get(i) == 0,
          "heads: expected a divisor of the %d channels of stage %d, got %d",
          channels.applyAsInt(i),
          i,
          heads.get(i));
    }
  }

  /**
   * Demands the hidden width of a feed-forward network.
   *
   * @param name name of the value
   * @param ratio the width as a multiple of the channels
   * @throws IllegalArgumentException if it is not positive, or too large
   */
  public static void ratio(String name, double ratio) {
    Checks.positive(name, ratio);
    Checks.that(ratio <= MOST_RATIO, "%s: expected at most %d, got %s", name, MOST_RATIO, ratio);
  }

  /**
   * Demands a rate of stochastic depth.
   *
   * @param dropPath largest probability that a branch is dropped
   * @throws IllegalArgumentException if it is not in [0, 1)
   */
  public static void dropPath(double dropPath) {
    Checks.that(
        dropPath >= 0 && dropPath < 1, "dropPath: expected a number in [0, 1), got %s", dropPath);
  }
}
