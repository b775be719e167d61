package io.greenmim.text;

/** How a sentence encoder that answers a vector for each token answers one for the sentence. */
public enum TokenPooling {
  /** The mean of all tokens. */
  MEAN,
  /** The first token. */
  FIRST
}
