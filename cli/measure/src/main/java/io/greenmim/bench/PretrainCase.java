package io.greenmim.bench;

import io.greenmim.grouping.GroupingMode;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.FirstWeights;
import io.greenmim.train.config.ModelOptions;
import io.greenmim.train.config.PretrainMethod;
import java.util.Locale;

/**
 * One case of the pre-training benchmark.
 *
 * @param method how the encoder is pre-trained
 * @param precision what passes compute with
 * @param recompute whether stages are run again for the backward pass
 * @param model name of the variant
 * @param imageSize side of the images in pixels
 * @param maskRatio share of hidden patches
 * @param grouping how windows are grouped
 * @param batchSize images of a step
 * @param steps steps that are measured
 * @param warmup steps before them
 * @param device device to run on, as {@code --device} takes it
 * @param matrix rows and columns of the matrices that the peak is measured with
 * @param seed seed of weights, images and masks
 */
public record PretrainCase(
    PretrainMethod method,
    Precision precision,
    boolean recompute,
    String model,
    int imageSize,
    double maskRatio,
    GroupingMode grouping,
    int batchSize,
    int steps,
    int warmup,
    String device,
    int matrix,
    long seed) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public PretrainCase {
    atLeast("--batch-size", batchSize, 1);
    atLeast("--steps", steps, 1);
    atLeast("--warmup", warmup, 0);
    atLeast("--matrix", matrix, 1);
    new ModelOptions(method, model, imageSize, maskRatio, 0, grouping, FirstWeights.PUBLISHED)
        .toConfig();
  }

  static void atLeast(String option, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s: expected at least %s, got %s".formatted(option, least, value));
    }
  }

  /**
   * Returns what is trained.
   *
   * @return the options of the model, without stochastic depth
   */
  ModelOptions modelOptions() {
    return new ModelOptions(
        method, model, imageSize, maskRatio, 0, grouping, FirstWeights.PUBLISHED);
  }

  /**
   * Returns the name of the case among those of its run.
   *
   * @return method and precision
   */
  public String label() {
    return (method + " " + precision).toLowerCase(Locale.ROOT);
  }
}
