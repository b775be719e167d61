package io.greenmim.train.loop;

import io.greenmim.train.config.PretrainOptions;
import io.greenmim.train.optim.CosineSchedule;

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
   * @param options options of the run
   * @param images number of images in the list
   * @param devices number of devices
   * @return the steps
   * @throws IllegalArgumentException if there are too few images for one step
   */
  public static RunSteps of(PretrainOptions options, int images, int devices) {
    int batch = options.data().batchSize();
    if (images < batch) {
      throw new IllegalArgumentException(
          "--batch-size: expected at most the %d image(s) found in %s, got %d"
              .formatted(images, options.data().folder(), batch));
    }
    long perEpoch = images / batch;
    int perStep = options.data().accumulate() * devices;
    long steps = options.run().epochs() * perEpoch / perStep;
    if (steps < 1) {
      throw new IllegalArgumentException(
          "--accumulate: expected at most the %d batches of the run, got %d for each step"
              .formatted(options.run().epochs() * perEpoch, perStep));
    }
    long limit = options.run().maxSteps();
    return new RunSteps(perEpoch, perStep, limit > 0 ? Math.min(limit, steps) : steps);
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
   * Makes the learning rate schedule of the run.
   *
   * @param options options of the run
   * @return warm-up and cosine over all steps
   */
  public CosineSchedule schedule(PretrainOptions options) {
    int effectiveBatch = options.data().batchSize() * batchesPerStep;
    double warmup = options.run().warmupEpochs() * batchesPerEpoch / batchesPerStep;
    return new CosineSchedule(
        options.optimiser().peakLearningRate(effectiveBatch),
        options.optimiser().minLearningRate(),
        Math.min(warmup, (double) totalSteps),
        totalSteps);
  }
}
