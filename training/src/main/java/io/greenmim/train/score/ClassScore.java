package io.greenmim.train.score;

/**
 * How good a classifier is at one class.
 *
 * @param name name of the class
 * @param images images of the class
 * @param predicted images that were taken for it
 * @param right images of the class that were taken for it
 */
public record ClassScore(String name, long images, long predicted, long right) {

  /** {@return the share of what was taken for the class that is of it} */
  public Proportion precision() {
    return new Proportion(right, predicted);
  }

  /** {@return the share of the class that was taken for it} */
  public Proportion recall() {
    return new Proportion(right, images);
  }

  /** {@return the harmonic mean of both} */
  public F1 f1() {
    return new F1(new Proportion(right, images + predicted - right));
  }
}
