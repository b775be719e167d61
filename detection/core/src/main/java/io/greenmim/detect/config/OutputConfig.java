package io.greenmim.detect.config;

import io.greenmim.config.Checks;

/**
 * Which detections an image ends with.
 *
 * @param scoreThreshold detections whose score is not above go, in [0, 1]
 * @param nmsThreshold overlap above which the weaker of two detections of a class goes, in [0, 1]
 * @param maxDetections best detections that are left, positive
 * @param maskThreshold pixels whose probability is at least this belong to the object, in [0, 1]
 */
public record OutputConfig(
    double scoreThreshold, double nmsThreshold, int maxDetections, double maskThreshold) {

  private static final int MOST_DETECTIONS = 100_000;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public OutputConfig {
    share("scoreThreshold", scoreThreshold);
    share("nmsThreshold", nmsThreshold);
    share("maskThreshold", maskThreshold);
    Checks.that(
        maxDetections > 0, "maxDetections: expected a positive number, got %d", maxDetections);
    Checks.atMost("maxDetections", maxDetections, MOST_DETECTIONS);
  }

  private static void share(String name, double value) {
    Checks.that(0 <= value && value <= 1, "%s: expected a number in [0, 1], got %s", name, value);
  }

  /** {@return the published settings} */
  public static OutputConfig published() {
    return new OutputConfig(0.05, 0.5, 100, 0.5);
  }
}
