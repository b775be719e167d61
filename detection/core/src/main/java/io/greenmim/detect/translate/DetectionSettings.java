package io.greenmim.detect.translate;

import io.greenmim.config.Checks;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.InputSize;
import io.greenmim.translate.ModelArguments;
import java.util.Map;

/**
 * How images are prepared and which detections are answered.
 *
 * @param threshold least score of an answer, in [0, 1]
 * @param shortEdge shorter side of the resized image in pixels, positive
 * @param maxEdge most for its longer side in pixels, positive
 */
public record DetectionSettings(double threshold, int shortEdge, int maxEdge) {

  /** Argument: least score of an answer. */
  public static final String THRESHOLD = "threshold";

  /** Argument: shorter side of the resized image. */
  public static final String SHORT_EDGE = "shortEdge";

  /** Argument: most for the longer side of the resized image. */
  public static final String MAX_EDGE = "maxEdge";

  /** Argument: regions of an image at most whose class and box are looked for. */
  public static final String PROPOSALS = "proposals";

  /** What DJL's own translator for instance segmentation answers. */
  private static final double USUAL_THRESHOLD = 0.3;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public DetectionSettings {
    checkThreshold(threshold);
    Checks.positive(SHORT_EDGE, shortEdge);
    Checks.positive(MAX_EDGE, maxEdge);
    Checks.atMost(SHORT_EDGE, shortEdge, InputSize.MOST);
    Checks.atMost(MAX_EDGE, maxEdge, InputSize.MOST);
  }

  /**
   * Reads the arguments of a model.
   *
   * @param arguments numbers or texts; a missing threshold is 0.3
   * @param input the size of images for which there are no arguments
   * @return the settings
   * @throws IllegalArgumentException if a value is no number or out of its range
   */
  public static DetectionSettings of(Map<String, ?> arguments, InputSize input) {
    return new DetectionSettings(
        number(arguments, THRESHOLD, USUAL_THRESHOLD),
        whole(arguments, SHORT_EDGE, input.shortSide()),
        whole(arguments, MAX_EDGE, input.longLimit()));
  }

  /**
   * Applies the arguments that change what a detector computes.
   *
   * @param config a detector
   * @param arguments numbers or texts
   * @return the detector with as many proposals as they say, the same if they say nothing
   * @throws IllegalArgumentException if the number of proposals is none
   */
  public static DetectorConfig with(DetectorConfig config, Map<String, ?> arguments) {
    Object given = arguments.get(PROPOSALS);
    if (given == null) {
      return config;
    }
    double most = ModelArguments.number(PROPOSALS, given);
    Checks.that(
        most >= 1 && most <= Integer.MAX_VALUE && most == Math.rint(most),
        "%s: expected a whole number of at least 1, got %s",
        PROPOSALS,
        given);
    return config.withProposals((int) most);
  }

  /** Refuses thresholds out of their range. */
  static void checkThreshold(double threshold) {
    Checks.that(
        0 <= threshold && threshold <= 1,
        "%s: expected a number in [0, 1], got %s",
        THRESHOLD,
        threshold);
  }

  private static int whole(Map<String, ?> arguments, String name, int otherwise) {
    double value = number(arguments, name, otherwise);
    Checks.that(
        value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE,
        "%s: expected a whole number of pixels, got %s",
        name,
        arguments.get(name));
    return (int) value;
  }

  private static double number(Map<String, ?> arguments, String name, double otherwise) {
    Object given = arguments.get(name);
    return given == null ? otherwise : ModelArguments.number(name, given);
  }
}
