package io.greenmim.bench;

import io.greenmim.config.Checks;
import io.greenmim.train.config.Interruption;
import java.util.ArrayList;
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

  private static final double NANOS_PER_MILLI = 1e6;

  /** Something that is done again and again. */
  @FunctionalInterface
  public interface Pass {

    /**
     * Does it once.
     *
     * @param number number of the pass, from 0
     * @throws InterruptedException if the thread is interrupted
     */
    void run(int number) throws InterruptedException;
  }

  /**
   * Summarises values.
   *
   * @param values at least one finite value, in any order
   * @return the summary, in the unit of the values
   * @throws IllegalArgumentException if there is no value
   */
  public static Spread of(List<Double> values) {
    Checks.that(!values.isEmpty(), "expected at least one measured value, got none");
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    double p90 = sorted[(int) Math.ceil(0.9 * n) - 1];
    return new Spread(median, sorted[0], p90, sorted[n - 1]);
  }

  /**
   * Times passes.
   *
   * @param warmup passes before those that are measured, for the virtual machine to compile
   * @param measured passes that are measured, at least 1
   * @param pass what is done
   * @return milliseconds of a pass
   * @throws InterruptedException if the thread is interrupted
   */
  public static Spread ofPasses(int warmup, int measured, Pass pass) throws InterruptedException {
    List<Double> millis = new ArrayList<>();
    for (int number = 0; number < warmup + measured; number++) {
      Interruption.check();
      long began = System.nanoTime();
      pass.run(number);
      if (number >= warmup) {
        millis.add((System.nanoTime() - began) / NANOS_PER_MILLI);
      }
    }
    return of(millis);
  }

  /**
   * Formats the spread.
   *
   * @param number format of a number, such as {@code %.1f}
   * @return {@code median (least..most)}
   */
  public String text(String number) {
    String format = "%s (%s..%s)".replace("%s", number);
    return String.format(Locale.ROOT, format, median, least, most);
  }
}
