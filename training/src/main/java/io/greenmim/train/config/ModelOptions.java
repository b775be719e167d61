package io.greenmim.train.config;

import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.Variant;
import io.greenmim.config.Checks;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.FcmaeConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.RandomMaskGenerator;

/**
 * What is trained.
 *
 * @param method how the encoder is pre-trained
 * @param variant name of the encoder's variant
 * @param imageSize size of the training images, multiples of the mask patch
 * @param maskPatch side of a mask patch in pixels; null for that of the variant
 * @param maskRatio share of hidden patches, between 0 and 1, both excluded
 * @param dropPath largest probability of stochastic depth, in [0, 1)
 * @param grouping how windows are grouped; of no consequence to SimMIM
 * @param firstWeights how the weights of a fresh model are drawn
 */
public record ModelOptions(
    PretrainMethod method,
    String variant,
    ImageSize imageSize,
    Integer maskPatch,
    double maskRatio,
    double dropPath,
    GroupingMode grouping,
    FirstWeights firstWeights) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the variant is unknown or a value is out of its range
   */
  public ModelOptions {
    Variant named = Backbones.variant(variant);
    maskPatch = maskPatch == null ? Integer.valueOf(named.decoder().maskPatch()) : maskPatch;
    Checks.positive("maskPatch", maskPatch);
    Checks.that(
        imageSize.isMultipleOf(maskPatch),
        "imageSize: expected a positive multiple of the mask patch %d, got %s",
        maskPatch,
        imageSize);
    Checks.that(
        maskRatio > 0 && maskRatio < 1,
        "maskRatio: expected a number between 0 and 1, both excluded, got %s",
        maskRatio);
    int patches = (imageSize.height() / maskPatch) * (imageSize.width() / maskPatch);
    Checks.that(
        RandomMaskGenerator.visibleCount(maskRatio, patches) > 0,
        "maskRatio: expected at least one visible patch of %d, got none with %s",
        patches,
        maskRatio);
    Checks.that(
        dropPath >= 0 && dropPath < 1, "dropPath: expected a number in [0, 1), got %s", dropPath);
  }

  /**
   * Returns the configuration of the model.
   *
   * @return encoder and decoder for these images
   */
  public ModelConfig toConfig() {
    Variant named = Backbones.variant(variant);
    EncoderConfig encoder = named.encoder().withImageSize(imageSize).withDropPath(dropPath);
    return switch (method) {
      case GREENMIM ->
          ModelConfig.of(
              variant, encoder, named.decoder().withMaskPatch(maskPatch).withMaskRatio(maskRatio));
      case SIMMIM ->
          ModelConfig.of(
              variant,
              encoder.withLayerNormEps(encoder.usualLayerNormEps()),
              new SimMimConfig(maskPatch, maskRatio));
      case FCMAE -> {
        FcmaeConfig published = FcmaeConfig.published();
        yield ModelConfig.of(
            variant,
            encoder,
            new FcmaeConfig(
                maskPatch,
                maskRatio,
                published.decoderDim(),
                published.decoderDepth(),
                published.normaliseTarget()));
      }
    };
  }
}
