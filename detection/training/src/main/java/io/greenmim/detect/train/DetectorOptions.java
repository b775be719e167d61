package io.greenmim.detect.train;

import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.InputSize;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.train.config.RunSettings;
import io.greenmim.train.config.UpdateOptions;
import java.util.List;

/**
 * Everything that decides the training of a detector but its data, the weights that it starts from
 * and the devices it runs on.
 *
 * @param config what is trained
 * @param frozen number of the encoder's first stages that are not trained
 * @param input sizes and changes of the images
 * @param rate how fast weights move, and when
 * @param update how a step moves them
 * @param course how long it lasts
 * @param run what every run is told
 */
public record DetectorOptions(
    DetectorConfig config,
    int frozen,
    Input input,
    Rate rate,
    UpdateOptions update,
    Course course,
    RunSettings run) {

  /** Gives the detector the size of the images that it is validated with. */
  public DetectorOptions {
    config = config.withInput(input.evaluation());
  }

  /**
   * Sizes and changes of the images.
   *
   * @param augmentation how training changes them
   * @param shortSides lengths of the shorter side in pixels that training chooses from
   * @param longLimit most pixels of the longer side in training
   * @param evaluation size of the images in validation
   * @param limits how large files and images may be
   * @param emptyImages whether images without objects are trained on
   * @param repeatThreshold share of the images below which a category's images are repeated (Gupta
   *     et al., 2019, arXiv 1908.03195, section 4.2); 0 for no repetition
   */
  public record Input(
      AugmentationName augmentation,
      List<Integer> shortSides,
      int longLimit,
      InputSize evaluation,
      ImageLimits limits,
      boolean emptyImages,
      double repeatThreshold) {}

  /**
   * How fast weights move, and when.
   *
   * @param peak learning rate
   * @param schedule when it falls
   * @param warmupSteps steps of the linear warm-up
   */
  public record Rate(double peak, ScheduleName schedule, long warmupSteps) {}

  /**
   * How long the training lasts.
   *
   * @param epochs passes over the data
   * @param batchSize images of a pass on one device
   * @param validateEvery epochs from one validation to the next; 0 for none
   * @param pictures images in each picture of detections; 0 for none
   */
  public record Course(int epochs, int batchSize, int validateEvery, int pictures) {}
}
