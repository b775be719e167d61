package io.greenmim.config;

import java.util.Objects;
import java.util.stream.Stream;

/**
 * Everything that is needed to rebuild a model: the JSON file beside its weights.
 *
 * @param format version of this layout; 1
 * @param family family of the encoder; {@code swin}
 * @param variant name of the variant that the encoder was made from
 * @param encoder architecture of the encoder
 * @param mim configuration of green masked image modelling, or null
 * @param simmim configuration of SimMIM, or null
 * @param classifier configuration of a classification head, or null; at most one of the three
 *     stands on an encoder, none on a bare one
 */
public record ModelConfig(
    int format,
    String family,
    String variant,
    SwinConfig encoder,
    MimConfig mim,
    SimMimConfig simmim,
    ClassifierConfig classifier) {

  /** Version of the layout that this class writes. */
  public static final int FORMAT = 1;

  /** The Swin family. */
  public static final String SWIN = "swin";

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the format or family is unknown, more than one head is
   *     given, or the mask patch does not fit the encoder's strides
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
    if (simmim != null) {
      Checks.that(
          simmim.maskPatch() % encoder.patchSize() == 0
              && encoder.imageSize() % simmim.maskPatch() == 0,
          "maskPatch: expected a multiple of the patch size %d that divides the image size %d, got"
              + " %d",
          encoder.patchSize(),
          encoder.imageSize(),
          simmim.maskPatch());
    }
    long heads = Stream.of(mim, simmim, classifier).filter(Objects::nonNull).count();
    Checks.that(heads <= 1, "expected at most one of mim, simmim and classifier, got %d", heads);
  }

  /**
   * Makes the configuration of a green masked image model.
   *
   * @param variant name of the encoder's variant
   * @param encoder architecture of the encoder
   * @param mim masks, decoder and target
   * @return the configuration
   */
  public static ModelConfig masked(String variant, SwinConfig encoder, MimConfig mim) {
    return new ModelConfig(FORMAT, SWIN, variant, encoder, mim, null, null);
  }

  /**
   * Makes the configuration of a SimMIM model.
   *
   * @param variant name of the encoder's variant
   * @param encoder architecture of the encoder
   * @param simmim its masks
   * @return the configuration
   */
  public static ModelConfig simMim(String variant, SwinConfig encoder, SimMimConfig simmim) {
    return new ModelConfig(FORMAT, SWIN, variant, encoder, null, simmim, null);
  }

  /**
   * Makes the configuration of a classifier.
   *
   * @param variant name of the encoder's variant
   * @param encoder architecture of the encoder
   * @param classifier its head
   * @return the configuration
   */
  public static ModelConfig classifier(
      String variant, SwinConfig encoder, ClassifierConfig classifier) {
    return new ModelConfig(FORMAT, SWIN, variant, encoder, null, null, classifier);
  }

  /**
   * Makes the configuration of a bare encoder.
   *
   * @param variant name of the encoder's variant
   * @param encoder architecture of the encoder
   * @return the configuration
   */
  public static ModelConfig bare(String variant, SwinConfig encoder) {
    return new ModelConfig(FORMAT, SWIN, variant, encoder, null, null, null);
  }

  /**
   * Returns what stands on the encoder.
   *
   * @return the kind of the model
   */
  public ModelKind kind() {
    if (mim != null) {
      return ModelKind.GREENMIM;
    }
    if (simmim != null) {
      return ModelKind.SIMMIM;
    }
    return classifier != null ? ModelKind.CLASSIFIER : ModelKind.ENCODER;
  }

  /**
   * Returns what stands before the encoder's names in the state dict of the model.
   *
   * @return {@code encoder.} for the models of masked image modelling, else an empty text
   */
  public String encoderPrefix() {
    return kind().masked() ? "encoder." : "";
  }
}
