package io.greenmim.train.score;

/**
 * The harmonic mean of precision and recall of a class, with its 95 % interval. It grows with the
 * share of what is right in all that is of the class or taken for it, so that the ends of that
 * share's interval are those of F1's (Lam et al., 2023, arXiv 2309.14621, "Wilson indirect").
 *
 * @param agreement images of the class that were taken for it, of those that are of it or were
 *     taken for it
 */
public record F1(Proportion agreement) {

  /** {@return F1, from 0 to 1; 0 where there is nothing to count} */
  public double value() {
    return of(agreement.share());
  }

  /** {@return lower end of the interval, from 0 to 1} */
  public double low() {
    return of(agreement.low());
  }

  /** {@return upper end of the interval, from 0 to 1} */
  public double high() {
    return of(agreement.high());
  }

  private static double of(double share) {
    return 2 * share / (1 + share);
  }
}
