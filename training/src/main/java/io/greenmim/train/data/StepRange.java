package io.greenmim.train.data;

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
    if (first < 0 || end < first) {
      throw new IllegalArgumentException(
          "steps must satisfy 0 <= first <= end, got " + first + " to " + end);
    }
  }
}
