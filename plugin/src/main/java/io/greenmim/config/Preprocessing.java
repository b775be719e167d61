package io.greenmim.config;

import io.greenmim.image.ResampleFilter;
import java.util.List;

/**
 * What a model expects of its images: the shorter side is resized to a multiple of the crop's side,
 * the centre is cut out, and each channel, in [0, 1], is normalised.
 *
 * @param mean mean of each channel, of colours red first, subtracted from the pixels
 * @param deviation standard deviation of each channel, by which they are divided then
 * @param interpolation kernel of the resizing
 * @param resizeRatio length of the shorter side before the crop, as a multiple of the crop's side,
 *     at least 1
 */
public record Preprocessing(
    List<Double> mean, List<Double> deviation, ResampleFilter interpolation, double resizeRatio)
    implements Unwritten {

  /** As ImageNet's classifiers have it: 224 of 256 pixels, bicubic. */
  public static final Preprocessing IMAGENET =
      new Preprocessing(
          List.of(0.485, 0.456, 0.406),
          List.of(0.229, 0.224, 0.225),
          ResampleFilter.BICUBIC,
          256.0 / 224.0);

  private static final double MOST_RATIO = 16;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Preprocessing {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    Checks.that(
        !mean.isEmpty() && mean.size() == deviation.size(),
        "deviation: expected one for each of the means %s, got %s",
        mean,
        deviation);
    for (int i = 0; i < mean.size(); i++) {
      Checks.that(
          Double.isFinite(mean.get(i)),
          "mean: expected a number for channel %d, got %s",
          i + 1,
          mean.get(i));
      Checks.that(
          deviation.get(i) > 0 && Double.isFinite(deviation.get(i)),
          "deviation: expected a positive number for channel %d, got %s",
          i + 1,
          deviation.get(i));
    }
    Checks.that(interpolation != null, "interpolation: expected a kernel, got none");
    Checks.that(
        resizeRatio >= 1 && resizeRatio <= MOST_RATIO,
        "resizeRatio: expected a number from 1 to %s, got %s",
        MOST_RATIO,
        resizeRatio);
  }

  /** {@return the number of channels of the images} */
  public int channels() {
    return mean.size();
  }

  /**
   * Returns this preprocessing with other statistics.
   *
   * @param means mean of each channel, of samples from 0 to 1
   * @param deviations standard deviation of each channel
   * @return a copy with them
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Preprocessing withStatistics(List<Double> means, List<Double> deviations) {
    return new Preprocessing(means, deviations, interpolation, resizeRatio);
  }

  @Override
  public boolean unwritten() {
    return equals(IMAGENET);
  }
}
