package io.greenmim.train.augment;

import io.greenmim.config.Checks;

/**
 * What a classifier should answer, as a distribution over the classes: smoothed labels (Szegedy et
 * al., 2015, arXiv 1512.00567, section 7), of mixed images a mixture of two of them.
 *
 * @param classes number of classes K
 * @param smoothing share of the target that all classes have in equal parts, in [0, 1)
 */
public record SoftTargets(int classes, double smoothing) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public SoftTargets {
    Checks.positive("classes", classes);
    Checks.that(
        smoothing >= 0 && smoothing < 1,
        "label smoothing: expected a number in [0, 1), got %s",
        smoothing);
  }

  /**
   * Makes the targets of a batch.
   *
   * @param labels class of each image, from 0
   * @param plan how the images are mixed
   * @return the targets (N, K), row-major; each row sums to 1
   * @throws IllegalArgumentException if the numbers of labels and of images differ
   * @throws IndexOutOfBoundsException if a label is no class
   */
  public float[] of(int[] labels, MixingPlan plan) {
    Checks.that(
        labels.length == plan.shares().size(),
        "targets: expected a label for each of %s images, got %s",
        plan.shares().size(),
        labels.length);
    float[] targets = new float[Math.multiplyExact(labels.length, classes)];
    for (int i = 0; i < labels.length; i++) {
      double own = plan.shares().get(i).own();
      int other = labels[plan.partner(i)];
      for (int k = 0; k < classes; k++) {
        targets[i * classes + k] =
            (float) (own * smoothed(labels[i], k) + (1 - own) * smoothed(other, k));
      }
    }
    return targets;
  }

  private double smoothed(int label, int k) {
    double off = smoothing / classes;
    return k == label ? 1 - smoothing + off : off;
  }
}
