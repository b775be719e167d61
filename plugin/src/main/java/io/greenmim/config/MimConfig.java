package io.greenmim.config;

/**
 * Configuration of masked image modelling: masks, decoder and target (He et al., 2021, arXiv
 * 2111.06377, section 3; Huang et al., 2022, arXiv 2205.13515, section 4).
 *
 * @param maskPatch side of a mask patch in pixels, a multiple of the encoder's total stride
 * @param maskRatio share of the mask patches that is hidden, in (0, 1)
 * @param decoderDim channels of the decoder, a multiple of 4
 * @param decoderDepth number of transformer blocks of the decoder
 * @param decoderHeads attention heads of the decoder; divides {@code decoderDim}
 * @param normaliseTarget whether each target patch is normalised by its own mean and variance
 * @param latentOrder where the decoder puts the latents; null for each at its own patch
 */
public record MimConfig(
    int maskPatch,
    double maskRatio,
    int decoderDim,
    int decoderDepth,
    int decoderHeads,
    boolean normaliseTarget,
    LatentOrder latentOrder)
    implements HeadConfig {

  private static final int MOST_BLOCKS = 1000;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public MimConfig {
    Checks.positive("maskPatch", maskPatch);
    Checks.that(
        maskRatio > 0 && maskRatio < 1,
        "maskRatio: expected a number between 0 and 1, both excluded, got %s",
        maskRatio);
    Checks.that(
        decoderDim > 0 && decoderDim % 4 == 0,
        "decoderDim: expected a positive multiple of 4, got %d",
        decoderDim);
    Checks.positive("decoderDepth", decoderDepth);
    Checks.atMost("decoderDepth", decoderDepth, MOST_BLOCKS);
    Checks.positive("decoderHeads", decoderHeads);
    Checks.that(
        decoderDim % decoderHeads == 0,
        "decoderHeads: expected a divisor of decoderDim %d, got %d",
        decoderDim,
        decoderHeads);
    latentOrder = latentOrder == null ? LatentOrder.OWN : latentOrder;
  }

  /**
   * Makes a configuration whose decoder puts every latent at its own patch.
   *
   * @param maskPatch side of a mask patch in pixels
   * @param maskRatio share of the mask patches that is hidden
   * @param decoderDim channels of the decoder
   * @param decoderDepth number of transformer blocks of the decoder
   * @param decoderHeads attention heads of the decoder
   * @param normaliseTarget whether each target patch is normalised
   * @throws IllegalArgumentException if a value is out of its range
   */
  public MimConfig(
      int maskPatch,
      double maskRatio,
      int decoderDim,
      int decoderDepth,
      int decoderHeads,
      boolean normaliseTarget) {
    this(maskPatch, maskRatio, decoderDim, decoderDepth, decoderHeads, normaliseTarget, null);
  }

  @Override
  public ModelKind kind() {
    return ModelKind.GREENMIM;
  }

  @Override
  public void check(EncoderConfig encoder) {
    Checks.that(
        maskPatch % encoder.stride() == 0,
        "maskPatch: expected a multiple of the encoder's total stride %d, got %d",
        encoder.stride(),
        maskPatch);
  }

  /**
   * {@return the published configuration: 512 channels, one block, 16 heads, 75 % masked,
   * normalised target}
   */
  public static MimConfig published() {
    return new MimConfig(32, 0.75, 512, 1, 16, true);
  }

  /**
   * Narrows the decoder for encoders that would otherwise cost less than it.
   *
   * @return a copy with half the channels and heads
   */
  public MimConfig narrow() {
    return new MimConfig(
        maskPatch,
        maskRatio,
        decoderDim / 2,
        decoderDepth,
        decoderHeads / 2,
        normaliseTarget,
        latentOrder);
  }

  /**
   * Returns this configuration with other mask patches.
   *
   * @param side side of a mask patch in pixels
   * @return a copy with that side
   */
  public MimConfig withMaskPatch(int side) {
    return new MimConfig(
        side, maskRatio, decoderDim, decoderDepth, decoderHeads, normaliseTarget, latentOrder);
  }

  /**
   * Returns this configuration with another mask ratio.
   *
   * @param ratio share of hidden patches, in (0, 1)
   * @return a copy with that ratio
   */
  public MimConfig withMaskRatio(double ratio) {
    return new MimConfig(
        maskPatch, ratio, decoderDim, decoderDepth, decoderHeads, normaliseTarget, latentOrder);
  }

  /**
   * Returns this configuration with latents elsewhere.
   *
   * @param order where the decoder puts them
   * @return a copy with that order
   */
  public MimConfig withLatentOrder(LatentOrder order) {
    return new MimConfig(
        maskPatch, maskRatio, decoderDim, decoderDepth, decoderHeads, normaliseTarget, order);
  }
}
