package io.greenmim.train.data;

import io.greenmim.config.Checks;

/**
 * How far and with what the loader works ahead.
 *
 * @param count threads, at least 1
 * @param prefetch batches that may be in work or finished but not delivered, at least 1; below
 *     {@code count} some threads stay idle
 */
public record LoaderThreads(int count, int prefetch) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a number is below 1
   */
  public LoaderThreads {
    Checks.that(
        count >= 1 && prefetch >= 1,
        "loader threads and prefetch must be at least 1, got %s and %s",
        count,
        prefetch);
  }
}
