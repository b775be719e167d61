package io.greenmim.train.state;

/**
 * Where a run stands: the file {@code state.json} beside its weights.
 *
 * @param format version of this layout; 1
 * @param step optimiser steps taken
 * @param totalSteps optimiser steps of the whole run
 * @param seed seed of weights, batches and masks
 * @param batchImages images of an optimiser step over all devices and accumulated passes
 * @param imageCount images in the list
 * @param dataListHash SHA-256 of the list of images
 * @param wallSeconds seconds that the run took until now, over all resumptions
 * @param skipped steps among them that changed nothing; null stands for none, as in the files of
 *     earlier versions
 */
public record RunState(
    int format,
    long step,
    long totalSteps,
    long seed,
    int batchImages,
    int imageCount,
    String dataListHash,
    double wallSeconds,
    SkippedSteps skipped) {

  /** Version of the layout that this class writes. */
  public static final int FORMAT = 1;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the format is unknown or a step is negative
   */
  public RunState {
    skipped = skipped == null ? SkippedSteps.NONE : skipped;
    if (format != FORMAT) {
      throw new IllegalArgumentException("format: expected " + FORMAT + ", got " + format);
    }
    if (step < 0 || totalSteps < 1) {
      throw new IllegalArgumentException(
          "step: expected 0 or more of at least 1, got %s of %s".formatted(step, totalSteps));
    }
    if (skipped.total() > step) {
      throw new IllegalArgumentException(
          "skipped: expected at most the %s steps taken, got %s".formatted(step, skipped.total()));
    }
  }

  /**
   * Returns how often the optimiser moved the weights.
   *
   * @return steps without those that changed nothing
   */
  public long updates() {
    return step - skipped.total();
  }

  /**
   * Counts a step.
   *
   * @param seconds seconds that the run took until now, over all resumptions
   * @param skippedSteps the skipped steps with this one
   * @return the state after it
   */
  public RunState after(double seconds, SkippedSteps skippedSteps) {
    return new RunState(
        format,
        step + 1,
        totalSteps,
        seed,
        batchImages,
        imageCount,
        dataListHash,
        seconds,
        skippedSteps);
  }
}
