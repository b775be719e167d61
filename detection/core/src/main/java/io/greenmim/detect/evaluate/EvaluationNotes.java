package io.greenmim.detect.evaluate;

import io.greenmim.detect.coco.CheckSummary;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.coco.CrowdCount;
import io.greenmim.detect.coco.Fault;
import io.greenmim.detect.coco.FaultKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Says what an evaluation makes of a file that is not quite what it should be. */
public final class EvaluationNotes {

  private EvaluationNotes() {}

  /**
   * Looks at the annotations.
   *
   * @param dataset the annotations as they stand
   * @return a line for each thing that a reader of the statistics should know
   */
  public static List<String> of(CocoDataset dataset) {
    List<String> notes = new ArrayList<>();
    List<Fault> faults =
        dataset.readFaults().stream()
            .filter(fault -> fault.kind() != FaultKind.IMAGE_FIELD)
            .toList();
    if (!faults.isEmpty()) {
      notes.add(CheckSummary.reasons(faults) + "; 'greenmim data check' names them");
    }
    add(
        notes,
        dataset.strayAnnotations().size(),
        dataset.annotations().size(),
        "annotations",
        "of images that the file does not have");
    add(
        notes,
        count(dataset.annotations(), each -> dataset.classOf(each.categoryId()) < 0),
        dataset.annotations().size(),
        "annotations",
        "of categories that the file does not have");
    add(
        notes,
        count(dataset.annotations(), each -> !AreaRange.COCO.get(0).contains(each.area())),
        dataset.annotations().size(),
        "annotations",
        "of an area below 0 or above 1e10");
    new CrowdCount(dataset).evaluation().ifPresent(notes::add);
    return notes;
  }

  /**
   * Looks at results.
   *
   * @param dataset what they are evaluated against
   * @param results the results
   * @return a line for each thing that a reader of the statistics should know
   */
  public static List<String> of(CocoDataset dataset, List<CocoResult> results) {
    List<String> notes = new ArrayList<>();
    add(
        notes,
        count(results, result -> dataset.imageIndex(result.imageId()) < 0),
        results.size(),
        "results",
        "of images that the annotations do not have");
    add(
        notes,
        count(results, result -> dataset.classOf(result.categoryId()) < 0),
        results.size(),
        "results",
        "of categories that the annotations do not have");
    return notes;
  }

  private static <T> int count(List<T> all, Predicate<T> odd) {
    return (int) all.stream().filter(odd).count();
  }

  static void add(List<String> notes, int number, int all, String what, String which) {
    if (number > 0) {
      notes.add(
          String.format(Locale.ROOT, "%,d of %,d %s ", number, all, what)
              + (number == 1 ? "is " : "are ")
              + which
              + (number == 1 ? "; it does not count" : "; they do not count"));
    }
  }
}
