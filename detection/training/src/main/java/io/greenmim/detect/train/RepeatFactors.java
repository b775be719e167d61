package io.greenmim.detect.train;

import io.greenmim.config.Checks;
import java.util.Arrays;

/**
 * How often an image is taken in an epoch, so that rare categories are seen more (Gupta et al.,
 * 2019, arXiv 1908.03195, section 5.3; detectron2's formula): a category in a part f of the images
 * asks for max(1, sqrt(t / f)), and an image gets what its most demanding category asks for.
 */
final class RepeatFactors {

  private RepeatFactors() {}

  /**
   * Takes every image once.
   *
   * @param images the images
   * @return a factor of 1 for each image
   */
  public static double[] once(TrainingImages images) {
    double[] factors = new double[images.size()];
    Arrays.fill(factors, 1);
    return factors;
  }

  /**
   * Computes the factors.
   *
   * @param images the images
   * @param threshold the part t of the images below which a category counts as rare, 0 to 1; 0.001
   *     for LVIS
   * @return a factor for each image, at least 1
   * @throws IllegalArgumentException if the threshold is outside of 0 to 1
   */
  public static double[] byFrequency(TrainingImages images, double threshold) {
    Checks.that(
        threshold >= 0 && threshold <= 1, "repeat threshold: expected 0 to 1, got %s", threshold);
    int[] occurrences = new int[images.dataset().categories().size()];
    for (int i = 0; i < images.size(); i++) {
      for (int occurring : images.classes(i)) {
        occurrences[occurring]++;
      }
    }
    double[] factors = once(images);
    for (int i = 0; i < factors.length; i++) {
      for (int occurring : images.classes(i)) {
        double frequency = (double) occurrences[occurring] / images.size();
        factors[i] = Math.max(factors[i], Math.sqrt(threshold / frequency));
      }
    }
    return factors;
  }
}
