package io.greenmim.detect.config;

import io.greenmim.config.Checks;

/**
 * How many candidates of an image the losses see.
 *
 * @param count number of candidates, positive
 * @param positiveFraction largest share of them that are objects, in [0, 1]; background fills up
 */
public record SamplingConfig(int count, double positiveFraction) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public SamplingConfig {
    Checks.that(count > 0, "count: expected a positive number, got %d", count);
    Checks.that(
        0 <= positiveFraction && positiveFraction <= 1,
        "positiveFraction: expected a number in [0, 1], got %s",
        positiveFraction);
  }
}
