package io.greenmim.train.config;

import java.nio.file.Path;

/**
 * How long a run lasts and what it leaves behind.
 *
 * @param output folder of the run
 * @param epochs passes over the data
 * @param maxSteps largest number of optimiser steps; 0 for no limit
 * @param warmupEpochs length of the linear warm-up in epochs
 * @param seed seed of weights, batches and masks
 * @param checkpointSteps optimiser steps between checkpoints; 0 for one at the end of each epoch
 * @param keep older checkpoints that are kept besides the last one
 * @param pictures images shown in each reconstruction picture; 0 for no pictures
 * @param nonFinite what is done about a step whose loss or gradient is not finite
 */
public record RunOptions(
    Path output,
    int epochs,
    long maxSteps,
    double warmupEpochs,
    long seed,
    long checkpointSteps,
    int keep,
    int pictures,
    NonFinitePolicy nonFinite) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public RunOptions {
    Expect.atLeast("epochs", epochs, 1);
    Expect.atLeast("maxSteps", maxSteps, 0);
    Expect.atLeastZero("warmupEpochs", warmupEpochs);
    Expect.atLeast("checkpointSteps", checkpointSteps, 0);
    Expect.atLeast("keep", keep, 0);
    Expect.atLeast("pictures", pictures, 0);
  }
}
