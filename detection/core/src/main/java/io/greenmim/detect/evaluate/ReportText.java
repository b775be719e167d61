package io.greenmim.detect.evaluate;

/** Puts the reports of boxes and masks together for a reader. */
public final class ReportText {

  private ReportText() {}

  /**
   * Formats a report.
   *
   * @param report the report
   * @param categories whether the numbers of each category are told too
   * @return a title, the statistics in the wording of COCO's tools, and the table of the categories
   */
  public static String of(EvaluationReport report, boolean categories) {
    String title = report.compared().equals(ComparedShape.MASK.key()) ? "Masks" : "Boxes";
    return title
        + "\n"
        + report.summary()
        + (categories ? "\n" + report.categoryTable() : "")
        + "\n";
  }
}
