package io.greenmim.train.data;

import io.greenmim.config.Checks;

/**
 * A run of batches.
 *
 * @param first index of the first batch, from 0
 * @param end index after the last batch, not below {@code first}
 */
public record StepRange(long first, long end) {

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the range starts below 0 or ends before it starts
   */
  public StepRange {
    Checks.that(
        first >= 0 && end >= first,
        "steps must satisfy 0 <= first <= end, got %s to %s",
        first,
        end);
  }
}
