package io.greenmim.train.run;

/**
 * The steps of a run. A batch is what one device takes at once; an optimiser step takes one batch
 * or more of each device. Batches go on across the ends of epochs; the last images of an epoch that
 * fill no batch are left out.
 *
 * @param batchesPerEpoch batches of one pass over the data
 * @param batchesPerStep batches of one optimiser step
 * @param totalSteps optimiser steps of the whole run
 */
public record RunSteps(long batchesPerEpoch, int batchesPerStep, long totalSteps) {

  /**
   * Computes the steps of a run.
   *
   * @param batchesPerEpoch batches of one pass over the data, at least one
   * @param batchesPerStep batches of one optimiser step: accumulated passes times devices
   * @param epochs passes over the data
   * @param maxSteps largest number of steps; 0 for no limit
   * @return the steps
   * @throws IllegalArgumentException if there are too few batches for one step
   */
  public static RunSteps of(long batchesPerEpoch, int batchesPerStep, int epochs, long maxSteps) {
    long steps = epochs * batchesPerEpoch / batchesPerStep;
    if (steps < 1) {
      throw new IllegalArgumentException(
          "accumulate: expected at most the %s batches of the run, got %s for each step"
              .formatted(epochs * batchesPerEpoch, batchesPerStep));
    }
    return new RunSteps(
        batchesPerEpoch, batchesPerStep, maxSteps > 0 ? Math.min(maxSteps, steps) : steps);
  }

  /**
   * Returns the epoch that a step begins in.
   *
   * @param step number of the step, from 0
   * @return number of the epoch, from 0
   */
  public long epochOf(long step) {
    return step * batchesPerStep / batchesPerEpoch;
  }

  /**
   * Tells whether an epoch ends with a step.
   *
   * @param step number of the step, from 0
   * @return true for the last step of an epoch and of the run
   */
  public boolean endsEpoch(long step) {
    return step + 1 == totalSteps || epochOf(step + 1) > epochOf(step);
  }

  /**
   * Returns the last epoch.
   *
   * @return number of the epoch that the run ends in, from 1
   */
  public long lastEpoch() {
    return epochOf(totalSteps - 1) + 1;
  }

  /**
   * Returns the end of an epoch.
   *
   * @param epoch number of the epoch, from 1
   * @return steps taken at its end, or at that of the run if that comes first
   */
  public long lastStepOf(long epoch) {
    return Math.min(totalSteps, (epoch * batchesPerEpoch + batchesPerStep - 1) / batchesPerStep);
  }
}
