package io.greenmim.train.config;

import java.util.Locale;

/** Checks of options: each failure is one line that names the option. */
final class Expect {

  private Expect() {}

  static void that(boolean condition, String format, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, format, arguments));
    }
  }

  static void atLeast(String option, long value, long least) {
    that(value >= least, "%s: expected at least %d, got %d", option, least, value);
  }

  static void atLeastZero(String option, double value) {
    that(value >= 0 && Double.isFinite(value), "%s: expected 0 or more, got %s", option, value);
  }
}
