package io.greenmim.config;

/**
 * What stands on an encoder. In {@code config.json} it is the value of the key {@code mim}, {@code
 * simmim} or {@code classifier}.
 */
public sealed interface HeadConfig
    permits HeadConfig.None, MimConfig, SimMimConfig, ClassifierConfig {

  /** Nothing: the encoder alone. */
  HeadConfig NONE = new None();

  /** Nothing, which no file mentions. */
  record None() implements HeadConfig, Unwritten {

    @Override
    public ModelKind kind() {
      return ModelKind.ENCODER;
    }

    @Override
    public boolean unwritten() {
      return true;
    }
  }

  /**
   * Returns the kind of a model with this head.
   *
   * @return the kind
   */
  ModelKind kind();

  /**
   * Refuses an encoder on which this head cannot stand.
   *
   * @param encoder architecture of the encoder
   * @throws IllegalArgumentException if the mask patch does not fit the encoder's strides
   */
  default void check(EncoderConfig encoder) {}
}
