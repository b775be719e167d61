package io.greenmim.train.config;

/**
 * How weights move.
 *
 * @param baseLearningRate learning rate for an effective batch of 256 images
 * @param minLearningRate learning rate at the end of the schedule
 * @param weightDecay decoupled weight decay of weights; biases, norms, position bias and tokens
 *     have none
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param clipNorm largest global norm of the gradient; 0 for no limit
 */
public record OptimiserOptions(
    double baseLearningRate,
    double minLearningRate,
    double weightDecay,
    double beta1,
    double beta2,
    double clipNorm) {

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
        "--base-lr: expected a positive number, got %s",
        baseLearningRate);
    Expect.atLeastZero("--min-lr", minLearningRate);
    Expect.atLeastZero("--weight-decay", weightDecay);
    Expect.atLeastZero("--clip-norm", clipNorm);
    Expect.that(beta1 >= 0 && beta1 < 1, "--beta1: expected a number in [0, 1), got %s", beta1);
    Expect.that(beta2 >= 0 && beta2 < 1, "--beta2: expected a number in [0, 1), got %s", beta2);
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
