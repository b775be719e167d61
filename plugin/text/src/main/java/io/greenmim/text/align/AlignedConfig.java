package io.greenmim.text.align;

import io.greenmim.config.Checks;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.Preprocessing;
import io.greenmim.text.TextConfig;

/**
 * Everything that is needed to rebuild a model of images and sentences: the JSON file beside its
 * weights.
 *
 * @param format version of this layout; 1
 * @param variant name of the variant that the encoder was made from
 * @param encoder architecture of the encoder of images
 * @param preprocessing what the encoder expects of its images; null for what its family does
 * @param size numbers of a vector of the common space
 * @param heads heads of the attention that pools an image's tokens; divides its channels
 * @param text the encoder of sentences
 */
public record AlignedConfig(
    int format,
    String variant,
    EncoderConfig encoder,
    Preprocessing preprocessing,
    int size,
    int heads,
    TextConfig text) {

  /** Version of the layout that this class writes. */
  public static final int FORMAT = 1;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is missing or out of its range
   */
  public AlignedConfig {
    Checks.that(format == FORMAT, "format: expected %d, got %d", FORMAT, format);
    Checks.that(variant != null, "variant: expected a name, got none");
    Checks.that(encoder != null, "encoder: expected an architecture, got none");
    Checks.that(text != null, "text: expected an encoder of sentences, got none");
    Checks.positive("size", size);
    preprocessing = preprocessing == null ? encoder.preprocessing() : preprocessing;
    Checks.that(
        preprocessing.channels() == encoder.inChannels(),
        "preprocessing: expected a mean and a deviation for each of %s channels, got %s",
        encoder.inChannels(),
        preprocessing.channels());
    Checks.that(
        heads > 0 && encoder.featureDim() % heads == 0,
        "heads: expected a divisor of the encoder's %s channels, got %s",
        encoder.featureDim(),
        heads);
  }
}
