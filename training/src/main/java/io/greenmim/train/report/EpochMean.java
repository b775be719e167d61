package io.greenmim.train.report;

import io.greenmim.config.Checks;

/**
 * The mean loss of an epoch.
 *
 * @param epoch number of the epoch, from 1
 * @param steps number of steps that were averaged, at least 1
 * @param loss mean of the losses of these steps, each step weighing the same; finite
 */
public record EpochMean(int epoch, long steps, double loss) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a number is outside its range
   */
  public EpochMean {
    Checks.that(
        epoch >= 1 && steps >= 1 && Double.isFinite(loss),
        "epoch and steps: expected at least 1 and a finite loss, got epoch %s, steps %s, "
            + "loss %s",
        epoch,
        steps,
        loss);
  }
}
