package io.greenmim.train.score;

import io.greenmim.tensors.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Scores as lines of a screen. */
public final class ScoreText {

  private static final int MOST_CLASSES = 40;
  private static final int MOST_MISTAKES = 10;
  private static final int LONGEST_NAME = 40;

  private ScoreText() {}

  /**
   * Describes scores.
   *
   * @param report the scores
   * @return accuracies with their intervals (top-5 of more than five classes), a table of the
   *     classes, and what is taken for what most often; of more than 40 classes those of the lowest
   *     F1 that have images
   */
  public static List<String> lines(ClassReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s images, %s classes%s"
            .formatted(
                report.images(),
                report.classes().size(),
                Double.isNaN(report.loss())
                    ? ""
                    : String.format(Locale.ROOT, ", loss %.4f", report.loss())));
    lines.add("top-1 %s".formatted(report.top1().text()));
    if (report.classes().size() > TopHits.FIVE) {
      lines.add("top-5 %s".formatted(report.top5().text()));
    }
    lines.add(
        "balanced accuracy %s, macro F1 %s"
            .formatted(percent(report.balancedAccuracy()), percent(report.macroF1())));
    lines.add("");
    lines.addAll(table(report));
    List<Confusion> mistakes = report.mistakes();
    if (!mistakes.isEmpty()) {
      lines.add("");
      lines.add("most often taken for something else:");
      mistakes.stream()
          .limit(MOST_MISTAKES)
          .map(each -> "  " + mistake(report, each))
          .forEach(lines::add);
    }
    return lines;
  }

  private static List<String> table(ClassReport report) {
    List<ClassScore> shown = report.classes();
    List<String> lines = new ArrayList<>();
    if (shown.size() > MOST_CLASSES) {
      shown =
          shown.stream()
              .filter(score -> score.images() > 0)
              .sorted(Comparator.comparingDouble(score -> score.f1().value()))
              .limit(MOST_CLASSES)
              .toList();
      lines.add("the %s classes of the lowest F1:".formatted(shown.size()));
    }
    int width = "class".length();
    for (ClassScore score : shown) {
      width = Math.max(width, name(score).length());
    }
    String form = "%-" + width + "s  %7s  %-22s  %-22s  %-22s";
    lines.add(row(form, "class", "images", "precision", "recall", "F1"));
    for (ClassScore score : shown) {
      lines.add(
          row(
              form,
              name(score),
              Long.toString(score.images()),
              known(score.precision()),
              known(score.recall()),
              f1(score)));
    }
    return lines;
  }

  private static String row(String form, Object... cells) {
    return String.format(Locale.ROOT, form, cells).stripTrailing();
  }

  private static String name(ClassScore score) {
    return Printable.of(score.name(), LONGEST_NAME);
  }

  static String mistake(ClassReport report, Confusion confusion) {
    ClassScore truth = report.classes().get(confusion.truth());
    return "%s of %s images of %s for %s"
        .formatted(
            confusion.images(),
            truth.images(),
            name(truth),
            name(report.classes().get(confusion.predicted())));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String known(Proportion share) {
    return share.of() == 0 ? "-" : share.text();
  }

  private static String f1(ClassScore score) {
    F1 f1 = score.f1();
    return f1.agreement().of() == 0
        ? "-"
        : String.format(
            Locale.ROOT,
            "%.1f %% (%.1f to %.1f)",
            100 * f1.value(),
            100 * f1.low(),
            100 * f1.high());
  }
}
