package io.greenmim.config;

/**
 * Configuration of SimMIM, masked image modelling with a dense encoder and mask tokens (Xie et al.,
 * 2021, arXiv 2111.09886, section 3).
 *
 * @param maskPatch side of a mask patch in pixels, a multiple of the encoder's patch size
 * @param maskRatio share of the mask patches that is hidden, in (0, 1)
 */
public record SimMimConfig(int maskPatch, double maskRatio) implements HeadConfig {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public SimMimConfig {
    Checks.positive("maskPatch", maskPatch);
    Checks.that(
        maskRatio > 0 && maskRatio < 1,
        "maskRatio: expected a number between 0 and 1, both excluded, got %s",
        maskRatio);
  }

  @Override
  public ModelKind kind() {
    return ModelKind.SIMMIM;
  }

  @Override
  public void check(EncoderConfig encoder) {
    Checks.that(
        maskPatch % encoder.patchSize() == 0 && encoder.imageSize().isMultipleOf(maskPatch),
        "maskPatch: expected a multiple of the patch size %d that divides the image size %s, got"
            + " %d",
        encoder.patchSize(),
        encoder.imageSize(),
        maskPatch);
  }

  /** {@return the published configuration: patches of 32 pixels, 60 % masked} */
  public static SimMimConfig published() {
    return new SimMimConfig(32, 0.6);
  }
}
