package io.greenmim.train.classify;

import io.greenmim.config.Checks;
import io.greenmim.train.config.Setting;

/**
 * How training changes images and labels. What is null gets the value of the recipe.
 *
 * @param minScale smallest share of an image's area that a random crop covers, in (0, 1]
 * @param smoothing share of a label that goes to all classes alike, in [0, 1)
 */
public record ClassifierAugmentation(
    @Setting("Smallest share of an image in a random crop. Default: the recipe's.") Double minScale,
    @Setting("Share of a label that goes to all classes alike. Default: the recipe's.")
        Double smoothing) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public ClassifierAugmentation {
    Checks.that(
        minScale == null || (minScale > 0 && minScale <= 1),
        "minScale: expected a number in (0, 1], got %s",
        minScale);
    Checks.that(
        smoothing == null || (smoothing >= 0 && smoothing < 1),
        "smoothing: expected a number in [0, 1), got %s",
        smoothing);
  }
}
