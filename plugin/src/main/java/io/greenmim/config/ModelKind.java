package io.greenmim.config;

import java.util.Locale;

/** What stands on an encoder. */
public enum ModelKind {
  /** Nothing: features alone. */
  ENCODER("an encoder"),
  /** The decoder of green masked image modelling. */
  GREENMIM("a GreenMIM model with its decoder"),
  /** The mask token and the head of SimMIM. */
  SIMMIM("a SimMIM model with its head"),
  /** The mask token and the decoder of fully convolutional masked autoencoders. */
  FCMAE("an FCMAE model with its decoder"),
  /** A classification head. */
  CLASSIFIER("a classifier");

  private final String description;

  ModelKind(String description) {
    this.description = description;
  }

  /**
   * Returns the word for this kind in files and options.
   *
   * @return the name in lower case
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns what a model of this kind is, for messages.
   *
   * @return a noun with its article
   */
  public String description() {
    return description;
  }

  /**
   * Tells whether a model of this kind predicts the hidden patches of images.
   *
   * @return whether it is a model of masked image modelling
   */
  public boolean masked() {
    return this == GREENMIM || this == SIMMIM || this == FCMAE;
  }
}
