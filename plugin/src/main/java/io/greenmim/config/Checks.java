package io.greenmim.config;

import java.util.Locale;

/** Checks of configuration values: each failure is one line that names the value. */
final class Checks {

  private Checks() {}

  static void that(boolean condition, String format, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, format, arguments));
    }
  }

  static void positive(String name, int value) {
    that(value > 0, "%s: expected a positive number, got %d", name, value);
  }
}
