package io.greenmim.train.probe;

import io.greenmim.config.Checks;
import io.greenmim.train.config.Setting;
import io.greenmim.train.config.Settings;
import java.util.Map;

/**
 * How a linear probe is trained.
 *
 * @param optimiser what moves its weights
 * @param epochs passes over the features
 * @param stepFeatures features of a step, about; all where there are fewer
 * @param baseLearningRate learning rate for steps of 256 features; null to choose among the
 *     optimiser's rates by a fifth of the training features
 * @param weightDecay decay of the weights
 */
public record LinearSettings(
    @Setting(
            value = "lars, as published, or adamw.",
            usual = "lars",
            name = "optimizer",
            label = "NAME")
        ProbeOptimiser optimiser,
    @Setting(value = "Passes over the features.", usual = "90") int epochs,
    @Setting(
            value = "Features of a step, about; all where there are fewer. Published: 16384.",
            usual = "512",
            label = "N")
        int stepFeatures,
    @Setting(
            value =
                "Learning rate for steps of 256 features. Default: the best of a few for a fifth"
                    + " of the training images, drawn by the seed.",
            name = "base-lr")
        Double baseLearningRate,
    @Setting(value = "Decay of the weights.", usual = "0") double weightDecay) {

  /** The usual values. */
  public static final LinearSettings USUAL = of(Map.of());

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public LinearSettings {
    Checks.atLeast("epochs", epochs, 1);
    Checks.atLeast("stepFeatures", stepFeatures, 2);
    Checks.that(
        baseLearningRate == null || (baseLearningRate > 0 && Double.isFinite(baseLearningRate)),
        "baseLearningRate: expected a positive number, got %s",
        baseLearningRate);
    Checks.atLeastZero("weightDecay", weightDecay);
  }

  /**
   * Makes settings.
   *
   * @param given values by component, such as {@code optimiser}
   * @return these values, and the usual ones
   * @throws IllegalArgumentException if one is out of its range
   */
  public static LinearSettings of(Map<String, ?> given) {
    return Settings.of(LinearSettings.class).create(given);
  }
}
