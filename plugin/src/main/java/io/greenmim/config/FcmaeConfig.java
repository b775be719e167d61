package io.greenmim.config;

/**
 * Configuration of fully convolutional masked autoencoders: masks, decoder and target (Woo et al.,
 * 2023, arXiv 2301.00808, section 3.1).
 *
 * @param maskPatch side of a mask patch in pixels, a multiple of the encoder's total stride
 * @param maskRatio share of the mask patches that is hidden, in (0, 1)
 * @param decoderDim channels of the decoder
 * @param decoderDepth number of blocks of the decoder
 * @param normaliseTarget whether each target patch is normalised by its own mean and variance
 */
public record FcmaeConfig(
    int maskPatch, double maskRatio, int decoderDim, int decoderDepth, boolean normaliseTarget)
    implements HeadConfig {

  private static final int MOST_BLOCKS = 1000;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public FcmaeConfig {
    Checks.positive("maskPatch", maskPatch);
    Checks.that(
        maskRatio > 0 && maskRatio < 1,
        "maskRatio: expected a number between 0 and 1, both excluded, got %s",
        maskRatio);
    Checks.positive("decoderDim", decoderDim);
    Checks.positive("decoderDepth", decoderDepth);
    Checks.atMost("decoderDepth", decoderDepth, MOST_BLOCKS);
  }

  @Override
  public ModelKind kind() {
    return ModelKind.FCMAE;
  }

  @Override
  public void check(EncoderConfig encoder) {
    Checks.that(
        encoder.convolutional(),
        "fcmae: expected an encoder made of convolutions, got one of the family %s",
        encoder.family());
    Checks.that(
        maskPatch % encoder.stride() == 0,
        "maskPatch: expected a multiple of the encoder's total stride %d, got %d",
        encoder.stride(),
        maskPatch);
  }

  /**
   * {@return the published configuration: 512 channels, one block, 60 % masked, normalised target}
   */
  public static FcmaeConfig published() {
    return new FcmaeConfig(32, 0.6, 512, 1, true);
  }
}
