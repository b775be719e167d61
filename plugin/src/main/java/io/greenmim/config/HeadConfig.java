package io.greenmim.config;

/**
 * What stands on an encoder. In {@code config.json} it is the value of the key {@code mim}, {@code
 * simmim}, {@code fcmae} or {@code classifier}.
 */
@SuppressWarnings("ClassInitializationDeadlock") // the record of nothing is made here alone
public sealed interface HeadConfig
    permits BareConfig, MimConfig, SimMimConfig, FcmaeConfig, ClassifierConfig {

  /** Nothing: the encoder alone. */
  HeadConfig NONE = new BareConfig();

  /** {@return the kind of a model with this head} */
  ModelKind kind();

  /**
   * Refuses an encoder on which this head cannot stand.
   *
   * @param encoder architecture of the encoder
   * @throws IllegalArgumentException if the mask patch does not fit the encoder's strides, or the
   *     head is none for encoders of that kind
   */
  default void check(EncoderConfig encoder) {}
}
