package io.greenmim.train.report;

import io.greenmim.config.Checks;

/**
 * How far apart the plain lines of a progress report are: a line is due when both the time and the
 * steps have passed since the last one.
 *
 * @param seconds least time between two lines in seconds of training, not negative
 * @param steps least number of steps between two lines, at least 1
 */
public record LineInterval(double seconds, long steps) {

  /** A line every ten seconds, whatever the speed. */
  public static final LineInterval DEFAULT = new LineInterval(10, 1);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a number is outside its range
   */
  public LineInterval {
    Checks.that(
        seconds >= 0 && steps >= 1,
        "line interval: expected seconds of at least 0 and steps of at least 1, got %s " + "and %s",
        seconds,
        steps);
  }
}
