package io.greenmim.train.report;

import io.greenmim.config.Checks;
import java.util.Map;
import java.util.Objects;

/**
 * A step that changed nothing because its loss or gradient was not finite.
 *
 * @param step number of the step in the run, from 1
 * @param epoch number of the epoch the step belongs to, from 1
 * @param reason what was not finite
 * @param learningRate learning rate that the step would have used, finite, not negative
 * @param total such steps of the run so far, this one counted in
 */
public record SkippedStep(long step, int epoch, String reason, double learningRate, long total) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a number is outside its range
   */
  public SkippedStep {
    Objects.requireNonNull(reason, "reason");
    Checks.that(
        step >= 1 && epoch >= 1 && total >= 1 && total <= step,
        "step, epoch, total: expected at least 1 and no more skipped steps than steps, "
            + "got %s, %s and %s",
        step,
        epoch,
        total);
    Checks.that(
        learningRate >= 0 && Double.isFinite(learningRate),
        "learningRate: expected a finite number, not negative, got %s",
        learningRate);
  }

  /**
   * {@return the numbers of the step under the names of TensorBoard's curves: {@code
   * skipped_steps}, those so far}
   */
  public Map<String, Double> scalars() {
    return Map.of("skipped_steps", (double) total);
  }
}
