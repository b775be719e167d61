package io.greenmim.bench;

import java.util.List;
import java.util.Locale;

/**
 * The middle and the width of measured values.
 *
 * @param median half of the values are not above it
 * @param least the smallest value
 * @param p90 nine tenths of the values are not above it (nearest rank)
 * @param most the largest value
 */
public record Spread(double median, double least, double p90, double most) {

  /**
   * Summarises values.
   *
   * @param values at least one finite value, in any order
   * @return the summary, in the unit of the values
   * @throws IllegalArgumentException if there is no value
   */
  public static Spread of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("expected at least one measured value, got none");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    double p90 = sorted[(int) Math.ceil(0.9 * n) - 1];
    return new Spread(median, sorted[0], p90, sorted[n - 1]);
  }

  /**
   * Formats the spread for a table.
   *
   * @return {@code median (least..most)}
   */
  public String text() {
    return String.format(Locale.ROOT, "%.1f (%.1f..%.1f)", median, least, most);
  }
}
