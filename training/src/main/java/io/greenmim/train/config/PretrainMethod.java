package io.greenmim.train.config;

import io.greenmim.config.EncoderConfig;

/** How an encoder is pre-trained. */
public enum PretrainMethod {
  /** Masked image modelling on the visible patches alone (Huang et al., 2022, arXiv 2205.13515). */
  GREENMIM,
  /** Masked image modelling with mask tokens (Xie et al., 2021, arXiv 2111.09886). */
  SIMMIM,
  /**
   * Masked image modelling on the visible patches alone with a decoder of convolutions (Woo et al.,
   * 2023, arXiv 2301.00808).
   */
  FCMAE;

  /**
   * Tells whether encoders can be pre-trained this way.
   *
   * @param encoder their architecture
   * @return whether the method takes them
   */
  public boolean takes(EncoderConfig encoder) {
    return this != FCMAE || encoder.convolutional();
  }
}
