package io.greenmim.backbone;

import io.greenmim.config.EncoderConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import java.util.Optional;

/**
 * A named architecture, with what its published recipes say.
 *
 * @param name name, unique over all families
 * @param size the word for its size, such as {@code tiny}
 * @param encoder the architecture
 * @param decoder masks, decoder and target of green pre-training
 * @param rates learning rates of pre-training
 * @param detection the detector on this encoder, or empty if it has no named one
 */
public record Variant(
    String name,
    String size,
    EncoderConfig encoder,
    MimConfig decoder,
    PretrainRates rates,
    Optional<DetectorTraits> detection) {

  /**
   * Learning rates of pre-training for an effective batch of 256, and how long they rise.
   *
   * @param green that of GreenMIM
   * @param greenLong that of GreenMIM's runs of 800 epochs and more
   * @param simMim that of SimMIM
   * @param simMimLong that of SimMIM's runs of 800 epochs and more
   * @param greenWarmup warm-up of GreenMIM as a share of the epochs
   */
  public record PretrainRates(
      double green, double greenLong, double simMim, double simMimLong, double greenWarmup) {

    /** As published for encoders of any size. */
    public static final PretrainRates PUBLISHED =
        new PretrainRates(1.5e-4, 1.5e-4, 1e-4, 5e-5, 1.0 / 20);

    /** Published by nobody: for small encoders and batches of some dozens of images. */
    public static final PretrainRates SMALL_BATCH =
        new PretrainRates(4e-3, 4e-3, 4e-3, 2e-3, 1.0 / 20);
  }

  /**
   * The named detector on an encoder.
   *
   * @param name what the detector's name has in place of the variant's: family and size, say
   * @param dropPath stochastic depth of its published training
   * @param narrow whether pyramid and heads are narrow, for encoders that cost less than they would
   */
  public record DetectorTraits(String name, double dropPath, boolean narrow) {}

  /**
   * Makes a variant with the published decoder and rates, on which there is no named detector.
   *
   * @param name name of the variant
   * @param size the word for its size
   * @param encoder its architecture
   * @return the variant; the mask patch is the encoder's total stride
   */
  public static Variant of(String name, String size, EncoderConfig encoder) {
    MimConfig published = MimConfig.published();
    MimConfig decoder =
        new MimConfig(
            encoder.stride(),
            published.maskRatio(),
            published.decoderDim(),
            published.decoderDepth(),
            published.decoderHeads(),
            published.normaliseTarget());
    return new Variant(name, size, encoder, decoder, PretrainRates.PUBLISHED, Optional.empty());
  }

  /**
   * Returns the configuration of a model of this variant.
   *
   * @param head what stands on the encoder
   * @return the configuration
   */
  public ModelConfig model(HeadConfig head) {
    return ModelConfig.of(name, encoder, head);
  }
}
