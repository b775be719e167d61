package io.greenmim.zoo;

import java.nio.file.Path;

/**
 * Where the weights of a model are.
 *
 * @param state whether they are on this machine
 * @param folder folder in which they are, or will be
 * @param bytes size of the weights on this machine; 0 where there are none
 */
public record LocalWeights(State state, Path folder, long bytes) {

  /** Whether weights are on this machine. */
  public enum State {
    /** They are drawn from a seed; there is no file. */
    RANDOM,
    /** They are in the folder. */
    HERE,
    /** They are fetched when the model is loaded. */
    TO_FETCH,
    /** A person must put them into the folder first. */
    BY_HAND
  }
}
