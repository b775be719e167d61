package io.greenmim.train.classify;

import io.greenmim.config.Checks;
import java.util.Arrays;
import java.util.List;

/** How much each class counts in the loss. */
final class ClassWeights {

  /** Classes count alike, however many images they have. */
  static final String BALANCED = "balanced";

  private ClassWeights() {}

  /**
   * Reads weights.
   *
   * @param text {@value #BALANCED}, numbers joined by commas in the order of the classes' names, or
   *     null for 1 each
   * @param classes names of the classes
   * @param counts images of each class, at least 1
   * @return a weight for each class: balanced ones are {@code images / (classes x images of the
   *     class)}, whose mean over the images is 1
   * @throws IllegalArgumentException if the text is neither, or has another number of weights
   */
  static float[] of(String text, List<String> classes, int[] counts) {
    float[] weights = new float[counts.length];
    Arrays.fill(weights, 1);
    if (text == null) {
      return weights;
    }
    if (text.equals(BALANCED)) {
      double images = Arrays.stream(counts).sum();
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) (images / ((double) counts.length * counts[i]));
      }
      return weights;
    }
    double[] given = numbers(text);
    Checks.that(
        given.length == weights.length,
        "classWeights: expected a weight for each of the classes %s, got %s",
        classes.size() > 10 ? classes.subList(0, 10) + " and " + (classes.size() - 10) : classes,
        given.length);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) given[i];
    }
    return weights;
  }

  /** Checks a text without classes. */
  static void check(String text) {
    if (text != null && !text.equals(BALANCED)) {
      numbers(text);
    }
  }

  private static double[] numbers(String text) {
    try {
      double[] numbers =
          Arrays.stream(text.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
      Checks.that(
          Arrays.stream(numbers).allMatch(w -> w >= 0 && Double.isFinite(w))
              && Arrays.stream(numbers).sum() > 0,
          "classWeights: expected numbers from 0 on, got %s",
          text);
      return numbers;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "classWeights: expected %s, or a number for each class joined by commas, got %s"
              .formatted(BALANCED, text),
          e);
    }
  }
}
