package io.greenmim.detect.config;

import io.greenmim.config.Checks;

/**
 * Region proposal network (Ren et al., 2015, arXiv 1506.01497).
 *
 * @param negativeIou anchors whose best overlap is below are background, in [0, 1]
 * @param positiveIou anchors whose best overlap is at least this are objects, in [0, 1]; what lies
 *     between is ignored
 * @param sampling anchors of an image that the losses see
 * @param training proposals of an image in training
 * @param testing proposals of an image in inference
 * @param nmsThreshold overlap above which the weaker of two proposals of a level goes, in [0, 1]
 * @param minBoxSize proposals with a side that is not longer go, in pixels
 */
public record RpnConfig(
    double negativeIou,
    double positiveIou,
    SamplingConfig sampling,
    ProposalLimits training,
    ProposalLimits testing,
    double nmsThreshold,
    double minBoxSize) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public RpnConfig {
    Checks.that(
        0 <= negativeIou && negativeIou <= positiveIou && positiveIou <= 1,
        "expected 0 <= negativeIou <= positiveIou <= 1, got %s and %s",
        negativeIou,
        positiveIou);
    Checks.that(
        0 <= nmsThreshold && nmsThreshold <= 1,
        "nmsThreshold: expected a number in [0, 1], got %s",
        nmsThreshold);
    Checks.that(minBoxSize >= 0, "minBoxSize: expected at least 0, got %s", minBoxSize);
  }

  /** Returns these settings with other limits of inference. */
  RpnConfig withTesting(ProposalLimits limits) {
    return new RpnConfig(
        negativeIou, positiveIou, sampling, training, limits, nmsThreshold, minBoxSize);
  }

  /** {@return the published settings} */
  public static RpnConfig published() {
    return new RpnConfig(
        0.3,
        0.7,
        new SamplingConfig(256, 0.5),
        new ProposalLimits(2000, 1000),
        new ProposalLimits(1000, 1000),
        0.7,
        0);
  }
}
