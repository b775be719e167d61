package io.greenmim.train.config;

/**
 * How weights move over a pre-training run.
 *
 * @param baseLearningRate learning rate for an effective batch of 256 images
 * @param minLearningRate learning rate at the end of a cosine; 0 for another schedule
 * @param schedule how it falls
 * @param update how a step moves them
 */
public record OptimiserOptions(
    double baseLearningRate, double minLearningRate, RateSchedule schedule, UpdateOptions update) {

  /** Effective batch that the base learning rate is given for. */
  private static final double BASE_BATCH = 256;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public OptimiserOptions {
    Expect.that(
        baseLearningRate > 0 && Double.isFinite(baseLearningRate),
        "baseLearningRate: expected a positive number, got %s",
        baseLearningRate);
    Expect.atLeastZero("minLearningRate", minLearningRate);
    Expect.that(
        schedule == RateSchedule.COSINE || minLearningRate == 0,
        "minLearningRate: expected none with 'schedule' step, got %s",
        minLearningRate);
  }

  /**
   * Returns the peak learning rate: the base rate scaled by the effective batch (Goyal et al.,
   * 2017).
   *
   * @param effectiveBatch images of an optimiser step over all devices and accumulated passes
   * @return base rate x effective batch / 256
   */
  public double peakLearningRate(int effectiveBatch) {
    return baseLearningRate * effectiveBatch / BASE_BATCH;
  }
}
