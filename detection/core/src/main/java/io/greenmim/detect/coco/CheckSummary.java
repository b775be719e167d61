package io.greenmim.detect.coco;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The outcome of a check in a few lines, however many faults there are. */
public final class CheckSummary {

  private final CheckReport report;

  /** Faults by what is wrong and what is done about it. */
  private final Map<FaultKind, Map<Treatment, List<Fault>>> groups = new EnumMap<>(FaultKind.class);

  /**
   * Makes a summary.
   *
   * @param report the outcome of a check
   */
  public CheckSummary(CheckReport report) {
    this.report = report;
    for (Fault fault : report.faults()) {
      groups
          .computeIfAbsent(fault.kind(), kind -> new EnumMap<>(Treatment.class))
          .computeIfAbsent(fault.treatment(), treatment -> new ArrayList<>())
          .add(fault);
    }
  }

  /**
   * Writes the summary.
   *
   * @param shown faults to name for each reason
   * @return lines of text: what the file holds, the faults by reason, what is left
   */
  public List<String> lines(int shown) {
    List<String> lines = new ArrayList<>();
    CocoDataset before = report.dataset();
    lines.add(before.file() + ": " + contents(before));
    if (!groups.isEmpty()) {
      lines.add("");
    }
    groups.forEach(
        (kind, byTreatment) ->
            byTreatment.forEach(
                (treatment, faults) -> addGroup(lines, kind, treatment, faults, shown)));
    lines.add(
        report.faults().isEmpty()
            ? "No fault."
            : count(report.faults().size(), "fault") + "; usable: " + contents(report.usable()));
    new CrowdCount(report.usable()).training().ifPresent(lines::add);
    return lines;
  }

  /**
   * Counts faults by what is wrong and what is done about it.
   *
   * @param faults the faults
   * @return the numbers and reasons, with commas between them; empty without faults
   */
  public static String reasons(List<Fault> faults) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    faults.stream()
        .sorted(Comparator.comparing(Fault::kind).thenComparing(Fault::treatment))
        .map(fault -> fault.kind().text() + " (" + fault.treatment().text() + ")")
        .forEach(reason -> counts.merge(reason, 1, Integer::sum));
    List<String> reasons = new ArrayList<>();
    counts.forEach(
        (reason, number) -> reasons.add(String.format(Locale.ROOT, "%,d %s", number, reason)));
    return String.join(", ", reasons);
  }

  private static void addGroup(
      List<String> lines, FaultKind kind, Treatment treatment, List<Fault> faults, int shown) {
    lines.add(
        String.format(Locale.ROOT, "%s: %,d, %s", kind.text(), faults.size(), treatment.text()));
    for (Fault fault : faults.subList(0, Math.min(shown, faults.size()))) {
      lines.add("  " + fault);
    }
    if (faults.size() > shown) {
      lines.add(String.format(Locale.ROOT, "  ... and %,d more", faults.size() - shown));
    }
    lines.add("");
  }

  private static String contents(CocoDataset dataset) {
    return count(dataset.images().size(), "image")
        + ", "
        + count(dataset.annotations().size(), "annotation")
        + ", "
        + (dataset.categories().size() == 1
            ? "1 category"
            : dataset.categories().size() + " categories");
  }

  private static String count(int number, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
  }
}
