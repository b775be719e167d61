package io.greenmim.train.optim;

import io.greenmim.config.Checks;
import java.util.List;

/**
 * Linear warm-up from a share of the rate, then a constant rate that falls by a factor at each
 * milestone (published detection recipes of Swin Transformers and Mask R-CNN).
 *
 * @param peak learning rate after the warm-up, positive
 * @param warmupSteps steps of the warm-up, 0 for none
 * @param warmupFactor share of the rate that the warm-up starts from, in [0, 1]
 * @param milestones steps from which on the rate is lower, ascending
 * @param factor what the rate is multiplied by at a milestone, in (0, 1]
 */
public record StepSchedule(
    double peak, long warmupSteps, double warmupFactor, List<Long> milestones, double factor)
    implements Schedule {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range or a milestone out of order
   */
  public StepSchedule {
    milestones = List.copyOf(milestones);
    Checks.that(peak > 0, "peak: expected a positive number, got %s", peak);
    Checks.that(warmupSteps >= 0, "warmupSteps: expected at least 0, got %s", warmupSteps);
    Checks.that(
        warmupFactor >= 0 && warmupFactor <= 1,
        "warmupFactor: expected a number in [0, 1], got %s",
        warmupFactor);
    Checks.that(factor > 0 && factor <= 1, "factor: expected a number in (0, 1], got %s", factor);
    Checks.that(
        milestones.stream().sorted().toList().equals(milestones),
        "milestones: expected ascending steps, got %s",
        milestones);
  }

  @Override
  public double at(long step) {
    double rate = peak;
    for (long milestone : milestones) {
      rate *= step >= milestone ? factor : 1;
    }
    if (step < warmupSteps) {
      rate *= warmupFactor + (1 - warmupFactor) * step / warmupSteps;
    }
    return rate;
  }
}
