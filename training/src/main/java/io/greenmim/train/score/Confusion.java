package io.greenmim.train.score;

/**
 * Images of one class that were taken for one, the same or another.
 *
 * @param truth number of their class
 * @param predicted number of the class that they were taken for
 * @param images how many there are, at least 1
 */
public record Confusion(int truth, int predicted, long images) {

  /** {@return whether they were taken for what they are} */
  public boolean isRight() {
    return truth == predicted;
  }
}
