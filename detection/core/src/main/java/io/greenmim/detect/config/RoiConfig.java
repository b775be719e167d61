package io.greenmim.detect.config;

import io.greenmim.config.Checks;

/**
 * The heads on the proposals (regions of interest, RoIs).
 *
 * @param objectIou proposals whose best overlap with an object is at least this are that object, in
 *     [0, 1]; the others are background
 * @param sampling proposals of an image that the losses see
 * @param canonicalSize side in pixels of the RoIs that take the level of stride 16: RoIs of side s
 *     take floor(4 + log2(s / canonicalSize)), of the levels 2 to 5
 * @param box the box head
 * @param mask the mask head, or null for boxes alone
 */
public record RoiConfig(
    double objectIou,
    SamplingConfig sampling,
    double canonicalSize,
    BoxHeadConfig box,
    MaskHeadConfig mask) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public RoiConfig {
    Checks.that(
        0 <= objectIou && objectIou <= 1,
        "objectIou: expected a number in [0, 1], got %s",
        objectIou);
    Checks.that(
        canonicalSize > 0, "canonicalSize: expected a positive number, got %s", canonicalSize);
    Checks.that(box != null, "box: expected the box head, got none");
  }

  /**
   * Returns these settings with another sampling.
   *
   * @param regions proposals of an image that the losses see
   * @return the changed settings
   */
  public RoiConfig withSampling(SamplingConfig regions) {
    return new RoiConfig(objectIou, regions, canonicalSize, box, mask);
  }

  /** {@return the published settings} */
  public static RoiConfig published() {
    return new RoiConfig(
        0.5,
        new SamplingConfig(512, 0.25),
        224,
        BoxHeadConfig.published(),
        MaskHeadConfig.published());
  }
}
