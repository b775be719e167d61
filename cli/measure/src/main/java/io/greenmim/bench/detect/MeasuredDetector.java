package io.greenmim.bench.detect;

import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.config.OutputConfig;

/** The detectors that are measured: those of the named variants, for COCO's categories. */
final class MeasuredDetector {

  private MeasuredDetector() {}

  /**
   * Makes the configuration of a variant.
   *
   * @param name name of the variant
   * @return its configuration
   * @throws IllegalArgumentException if there is no such variant
   */
  static DetectorConfig config(String name) {
    return DetectorVariants.of(name, CocoCategories.all());
  }

  /**
   * Makes the configuration of a variant that finds as many objects as it may: random weights are
   * sure of nothing, and would leave the mask head without work.
   *
   * @param name name of the variant
   * @return its configuration, with a score threshold of 0
   * @throws IllegalArgumentException if there is no such variant
   */
  static DetectorConfig findingAll(String name) {
    DetectorConfig config = config(name);
    OutputConfig output = config.output();
    return new DetectorConfig(
        config.format(),
        config.variant(),
        config.encoder(),
        config.categories(),
        config.pyramidChannels(),
        config.anchors(),
        config.rpn(),
        config.roi(),
        new OutputConfig(0, output.nmsThreshold(), output.maxDetections(), output.maskThreshold()),
        config.input(),
        config.preprocessing());
  }
}
