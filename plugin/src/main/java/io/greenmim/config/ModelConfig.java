package io.greenmim.config;

import java.util.Optional;

/**
 * Everything that is needed to rebuild a model: the JSON file beside its weights.
 *
 * @param format version of this layout; 1
 * @param family family of the encoder; {@code swin}
 * @param variant name of the variant that the encoder was made from
 * @param encoder architecture of the encoder
 * @param mim configuration of masked image modelling, or null for a bare encoder
 */
public record ModelConfig(
    int format, String family, String variant, SwinConfig encoder, MimConfig mim) {

  /** Version of the layout that this class writes. */
  public static final int FORMAT = 1;

  /** The Swin family. */
  public static final String SWIN = "swin";

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the format or family is unknown, or the mask patch does not
   *     equal the encoder's stride
   */
  public ModelConfig {
    Checks.that(format == FORMAT, "format: expected %d, got %d", FORMAT, format);
    Checks.that(SWIN.equals(family), "family: expected %s, got %s", SWIN, family);
    Checks.that(variant != null, "variant: expected a name, got none");
    Checks.that(encoder != null, "encoder: expected an architecture, got none");
    if (mim != null) {
      int stride = encoder.stride(encoder.stages() - 1);
      Checks.that(
          mim.maskPatch() == stride,
          "maskPatch: expected the encoder's total stride %d, got %d",
          stride,
          mim.maskPatch());
    }
  }

  /**
   * Makes the configuration of a masked image model.
   *
   * @param variant name of the encoder's variant
   * @param encoder architecture of the encoder
   * @param mim masks, decoder and target
   * @return the configuration
   */
  public static ModelConfig masked(String variant, SwinConfig encoder, MimConfig mim) {
    return new ModelConfig(FORMAT, SWIN, variant, encoder, mim);
  }

  /**
   * Makes the configuration of a bare encoder.
   *
   * @param variant name of the encoder's variant
   * @param encoder architecture of the encoder
   * @return the configuration
   */
  public static ModelConfig bare(String variant, SwinConfig encoder) {
    return new ModelConfig(FORMAT, SWIN, variant, encoder, null);
  }

  /**
   * Returns the masked-image-modelling part, if the model has one.
   *
   * @return masks, decoder and target, or empty for a bare encoder
   */
  public Optional<MimConfig> optMim() {
    return Optional.ofNullable(mim);
  }
}
