package io.greenmim.train.score;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How good a classifier is.
 *
 * @param images number of images that it was shown, at least 1
 * @param loss their mean loss; NaN if it was not computed
 * @param top1 share whose class is the likeliest
 * @param top5 share whose class is among the five likeliest
 * @param classes the classes in their order
 * @param confusions what was taken for what, only what occurred; by true class, then by the other
 */
public record ClassReport(
    long images,
    double loss,
    Proportion top1,
    Proportion top5,
    List<ClassScore> classes,
    List<Confusion> confusions) {

  /** Name of the share whose class is the likeliest, among statistics of a validation. */
  public static final String TOP_1 = "top1";

  /** Name of the share whose class is among the five likeliest. */
  public static final String TOP_5 = "top5";

  /** Name of the mean recall of the classes. */
  public static final String BALANCED = "balanced";

  /** Name of the mean F1 of the classes. */
  public static final String MACRO_F1 = "macro_f1";

  /** Copies the lists. */
  public ClassReport {
    classes = List.copyOf(classes);
    confusions = List.copyOf(confusions);
  }

  /**
   * Averages the recall over the classes that have images, each of them weighing the same.
   *
   * @return balanced accuracy, 0 to 1
   */
  public double balancedAccuracy() {
    return mean(score -> score.recall().share());
  }

  /**
   * Averages F1 over the classes that have images, each of them weighing the same.
   *
   * @return 0 to 1
   */
  public double macroF1() {
    return mean(score -> score.f1().value());
  }

  private double mean(ToDoubleFunction<ClassScore> of) {
    return classes.stream()
        .filter(score -> score.images() > 0)
        .mapToDouble(of)
        .average()
        .orElseThrow();
  }

  /**
   * Returns the numbers that a validation tells.
   *
   * @return shares by name: {@value #TOP_1}, {@value #TOP_5}, {@value #BALANCED} and {@value
   *     #MACRO_F1}, in this order
   */
  public Map<String, Double> statistics() {
    Map<String, Double> statistics = new LinkedHashMap<>();
    statistics.put(TOP_1, top1.share());
    statistics.put(TOP_5, top5.share());
    statistics.put(BALANCED, balancedAccuracy());
    statistics.put(MACRO_F1, macroF1());
    return statistics;
  }

  /**
   * Finds what is most often taken for something else.
   *
   * @return what was wrong, the most images first; of equally many in the order of the classes
   */
  public List<Confusion> mistakes() {
    return confusions.stream()
        .filter(each -> !each.isRight())
        .sorted(Comparator.comparingLong(Confusion::images).reversed())
        .toList();
  }
}
