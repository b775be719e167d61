package io.greenmim.checkpoint;

import io.greenmim.config.ModelConfig;

/** What stands on the encoder in a checkpoint. */
public enum Method {
  /** The decoder of green masked image modelling. */
  GREENMIM("green masked image modelling"),
  /** The mask token and decoder of SimMIM. */
  SIMMIM("SimMIM"),
  /** A linear classifier. */
  CLASSIFIER("classifier"),
  /** Nothing. */
  ENCODER("bare encoder");

  private final String title;

  Method(String title) {
    this.title = title;
  }

  /**
   * Returns the name for readers.
   *
   * @return the name
   */
  public String title() {
    return title;
  }

  /**
   * Tells what stands on the encoder of a model.
   *
   * @param config configuration of the model
   * @return its method
   */
  public static Method of(ModelConfig config) {
    if (config.mim() != null) {
      return GREENMIM;
    }
    if (config.simmim() != null) {
      return SIMMIM;
    }
    return config.classifier() != null ? CLASSIFIER : ENCODER;
  }
}
