package io.greenmim.train.report;

import io.greenmim.config.Checks;

/**
 * How long a run is.
 *
 * @param stepsDone optimiser steps that were done before, 0 unless the run is resumed
 * @param totalSteps optimiser steps of the whole run, at least {@code stepsDone} and at least 1
 * @param epochs epochs of the whole run, at least 1
 */
public record RunLength(long stepsDone, long totalSteps, int epochs) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a number is outside its range
   */
  public RunLength {
    Checks.that(
        stepsDone >= 0 && totalSteps >= 1 && stepsDone <= totalSteps && epochs >= 1,
        "run length: expected 0 <= stepsDone <= totalSteps, totalSteps and epochs at "
            + "least 1, got stepsDone %s, totalSteps %s, epochs %s",
        stepsDone,
        totalSteps,
        epochs);
  }
}
