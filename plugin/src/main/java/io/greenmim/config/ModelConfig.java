package io.greenmim.config;

import io.greenmim.image.PixelImage;

/**
 * Everything that is needed to rebuild a model: the JSON file beside its weights.
 *
 * @param format version of this layout; 1
 * @param family family of the encoder, such as {@code swin}
 * @param variant name of the variant that the encoder was made from
 * @param encoder architecture of the encoder
 * @param head what stands on the encoder; null for nothing
 * @param preprocessing what the model expects of its images, a mean and a deviation for each
 *     channel of the encoder; null for ImageNet's
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
   *     or the head or the preprocessing does not fit the encoder
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
    Checks.that(
        preprocessing.channels() == encoder.inChannels(),
        "preprocessing: expected a mean and a deviation for each of %s, got %d",
        PixelImage.count(encoder.inChannels()),
        preprocessing.channels());
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
    return of(variant, encoder, head, encoder.preprocessing());
  }

  /**
   * Makes the configuration of a model.
   *
   * @param variant name of the encoder's variant
   * @param encoder architecture of the encoder
   * @param head what stands on it
   * @param images what the model expects of its images
   * @return the configuration
   */
  public static ModelConfig of(
      String variant, EncoderConfig encoder, HeadConfig head, Preprocessing images) {
    return new ModelConfig(FORMAT, encoder.family(), variant, encoder, head, images);
  }

  /**
   * Returns this configuration for images of other channels.
   *
   * @param images what the model expects of them; its statistics tell the number of channels
   * @return a copy for them
   * @throws IllegalArgumentException if the architecture takes no such images
   */
  public ModelConfig withImages(Preprocessing images) {
    return new ModelConfig(
        format, family, variant, encoder.withInChannels(images.channels()), head, images);
  }

  /**
   * Returns this configuration with something else on the encoder.
   *
   * @param other what stands on it
   * @return a copy with it
   */
  public ModelConfig withHead(HeadConfig other) {
    return new ModelConfig(format, family, variant, encoder, other, preprocessing);
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
