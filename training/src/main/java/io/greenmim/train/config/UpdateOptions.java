package io.greenmim.train.config;

import io.greenmim.config.Checks;

/**
 * How a step moves the weights, given its learning rate.
 *
 * @param weightDecay decoupled weight decay of the parameters that decay
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param clipNorm largest global norm of the gradient; 0 for no limit
 * @param averageDecay decay of the moving average of the weights, in [0, 1); 0 for no average
 * @param layerDecay factor of the learning rate from a layer to the one before (Clark et al., 2020,
 *     arXiv 2003.10555; Bao et al., 2021, arXiv 2106.08254), in (0, 1]; 1 for one rate
 */
public record UpdateOptions(
    double weightDecay,
    double beta1,
    double beta2,
    double clipNorm,
    double averageDecay,
    double layerDecay) {

  /** The published recipe of detectors, which most tasks can begin with. */
  public static final UpdateOptions USUAL = new UpdateOptions(0.05, 0.9, 0.999, 0, 0, 1);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public UpdateOptions {
    Checks.atLeastZero("weightDecay", weightDecay);
    Checks.atLeastZero("clipNorm", clipNorm);
    Checks.that(beta1 >= 0 && beta1 < 1, "beta1: expected a number in [0, 1), got %s", beta1);
    Checks.that(beta2 >= 0 && beta2 < 1, "beta2: expected a number in [0, 1), got %s", beta2);
    Checks.that(
        averageDecay >= 0 && averageDecay < 1,
        "averageDecay: expected a number in [0, 1), got %s",
        averageDecay);
    Checks.that(
        layerDecay > 0 && layerDecay <= 1,
        "layerDecay: expected a number in (0, 1], got %s",
        layerDecay);
  }
}
