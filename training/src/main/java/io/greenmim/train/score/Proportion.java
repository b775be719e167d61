package io.greenmim.train.score;

import io.greenmim.config.Checks;
import java.util.Locale;

/**
 * A share of images, with its 95 % interval (Wilson, 1927): where the share of all such images lies
 * if these were drawn among them.
 *
 * @param hits images that count
 * @param of all images; without any, nothing is known
 */
public record Proportion(long hits, long of) {

  /** Standard deviations to either side that hold 95 % of a normal distribution. */
  private static final double DEVIATIONS = 1.959963984540054;

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if they are negative, or more hits than images
   */
  public Proportion {
    Checks.that(hits >= 0 && hits <= of, "hits: expected a number from 0 to %d, got %d", of, hits);
  }

  /** {@return the share, from 0 to 1; 0 of no images} */
  public double share() {
    return of == 0 ? 0 : (double) hits / of;
  }

  /** {@return lower end of the interval, from 0 to 1; 0 of no images} */
  public double low() {
    return of == 0 ? 0 : Math.max(0, centre() - reach());
  }

  /** {@return upper end of the interval, from 0 to 1; 1 of no images} */
  public double high() {
    return of == 0 ? 1 : Math.min(1, centre() + reach());
  }

  private double centre() {
    double square = DEVIATIONS * DEVIATIONS;
    return (hits + square / 2) / (of + square);
  }

  private double reach() {
    double square = DEVIATIONS * DEVIATIONS;
    double spread = share() * (1 - share()) * of + square / 4;
    return DEVIATIONS * Math.sqrt(spread) / (of + square);
  }

  /**
   * Tells the share and its interval.
   *
   * @return such as {@code 45.2 % (42.1 to 48.3)}
   */
  public String text() {
    return String.format(
        Locale.ROOT, "%.1f %% (%.1f to %.1f)", 100 * share(), 100 * low(), 100 * high());
  }
}
