package io.greenmim.config;

/**
 * Everything that is needed to rebuild a model: the JSON file beside its weights.
 *
 * @param format version of this layout; 1
 * @param family family of the encoder, such as {@code swin}
 * @param variant name of the variant that the encoder was made from
 * @param encoder architecture of the encoder
 * @param head what stands on the encoder; null for nothing
 * @param preprocessing what the model expects of its images; null for ImageNet's
 */
public record ModelConfig(
    int format,
    String family,
    String variant,
    EncoderConfig encoder,
    HeadConfig head,
    Preprocessing preprocessing) {

  /** Version of the layout that this class writes. */
  public static final int FORMAT = 1;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the format is unknown, the encoder is none of the family's,
   *     or the head does not fit the encoder
   */
  public ModelConfig {
    Checks.that(format == FORMAT, "format: expected %d, got %d", FORMAT, format);
    Checks.that(variant != null, "variant: expected a name, got none");
    Checks.that(encoder != null, "encoder: expected an architecture, got none");
    Checks.that(
        encoder.family().equals(family), "family: expected %s, got %s", encoder.family(), family);
    head = head == null ? HeadConfig.NONE : head;
    head.check(encoder);
    preprocessing = preprocessing == null ? Preprocessing.IMAGENET : preprocessing;
  }

  /**
   * Makes the configuration of a model that wants its images as its family does.
   *
   * @param variant name of the encoder's variant
   * @param encoder architecture of the encoder
   * @param head what stands on it
   * @return the configuration
   */
  public static ModelConfig of(String variant, EncoderConfig encoder, HeadConfig head) {
    return new ModelConfig(
        FORMAT, encoder.family(), variant, encoder, head, encoder.preprocessing());
  }

  /**
   * Returns this configuration with another encoder.
   *
   * @param name name of its variant
   * @param architecture its architecture
   * @return a copy with that encoder and the same head
   */
  public ModelConfig withEncoder(String name, EncoderConfig architecture) {
    return new ModelConfig(format, architecture.family(), name, architecture, head, preprocessing);
  }

  /**
   * Returns what stands on the encoder.
   *
   * @return the kind of the model
   */
  public ModelKind kind() {
    return head.kind();
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
