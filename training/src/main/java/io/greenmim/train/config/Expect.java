package io.greenmim.train.config;

import java.util.Locale;

/** Checks of options: each failure is one line that names the option. */
public final class Expect {

  private Expect() {}

  /**
   * Demands a condition.
   *
   * @param condition what must hold
   * @param format message where it does not, as {@link String#format} takes it
   * @param arguments arguments of the message
   * @throws IllegalArgumentException if the condition does not hold
   */
  public static void that(boolean condition, String format, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, format, arguments));
    }
  }

  /**
   * Demands a whole number from a limit on.
   *
   * @param option name of the option
   * @param value its value
   * @param least the limit
   * @throws IllegalArgumentException if the value is below
   */
  public static void atLeast(String option, long value, long least) {
    that(value >= least, "%s: expected at least %d, got %d", option, least, value);
  }

  /**
   * Demands a finite number that is not negative.
   *
   * @param option name of the option
   * @param value its value
   * @throws IllegalArgumentException if the value is none
   */
  public static void atLeastZero(String option, double value) {
    that(value >= 0 && Double.isFinite(value), "%s: expected 0 or more, got %s", option, value);
  }
}
