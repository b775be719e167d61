package io.greenmim.config;

import io.greenmim.tensors.Printable;
import java.util.Arrays;
import java.util.Locale;

/** Checks of configuration values: each failure is one line that names the value. */
public final class Checks {

  /** Most characters of a value: lists of known names are long. */
  private static final int LONGEST = 2000;

  private Checks() {}

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
      Object[] shown = Arrays.stream(arguments).map(Checks::shown).toArray();
      throw new IllegalArgumentException(String.format(Locale.ROOT, format, shown));
    }
  }

  /** Numbers keep their format; texts come from files, and may hold line breaks. */
  private static Object shown(Object argument) {
    return argument instanceof Number ? argument : Printable.of(String.valueOf(argument), LONGEST);
  }

  /**
   * Demands a number up to a limit.
   *
   * @param name name of the value
   * @param value the value
   * @param most the limit
   * @throws IllegalArgumentException if it is larger
   */
  public static void atMost(String name, int value, int most) {
    that(value <= most, "%s: expected at most %d, got %d", name, most, value);
  }

  /**
   * Demands a positive number.
   *
   * @param name name of the value
   * @param value the value
   * @throws IllegalArgumentException if it is not positive
   */
  public static void positive(String name, int value) {
    that(value > 0, "%s: expected a positive number, got %d", name, value);
  }

  /**
   * Demands a positive number.
   *
   * @param name name of the value
   * @param value the value
   * @throws IllegalArgumentException if it is not positive
   */
  public static void positive(String name, double value) {
    that(value > 0, "%s: expected a positive number, got %s", name, value);
  }

  /**
   * Demands a whole number from a limit on.
   *
   * @param name name of the value
   * @param value the value
   * @param least the limit
   * @throws IllegalArgumentException if the value is below
   */
  public static void atLeast(String name, long value, long least) {
    that(value >= least, "%s: expected at least %d, got %d", name, least, value);
  }

  /**
   * Demands a finite number that is not negative.
   *
   * @param name name of the value
   * @param value the value
   * @throws IllegalArgumentException if the value is none
   */
  public static void atLeastZero(String name, double value) {
    that(value >= 0 && Double.isFinite(value), "%s: expected 0 or more, got %s", name, value);
  }
}
