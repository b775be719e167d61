package io.greenmim.detect.coco;

import java.util.Locale;
import java.util.Optional;

/**
 * How many objects of a data set are marked as crowds. Some exporters mark every object so that has
 * run lengths, and nothing would be trained on or looked for without a word.
 */
public final class CrowdCount {

  private static final String WAY_OUT =
      "; if they are single objects, as some programs mark all objects with run lengths, set their"
          + " iscrowd to 0";

  private final long crowds;
  private final long all;

  /**
   * Counts.
   *
   * @param dataset the data set; annotations of no image are not counted
   */
  public CrowdCount(CocoDataset dataset) {
    all = (long) dataset.annotations().size() - dataset.strayAnnotations().size();
    crowds = dataset.annotations().stream().limit(all).filter(CocoAnnotation::crowd).count();
  }

  /**
   * Says what training does with them.
   *
   * @return one line; nothing without crowds
   */
  public Optional<String> training() {
    return line("is not trained on", "are not trained on");
  }

  /**
   * Says what an evaluation does with them.
   *
   * @return one line; nothing without crowds
   */
  public Optional<String> evaluation() {
    return line(
        "does not have to be found, and detections in it do not count",
        "do not have to be found, and detections in them do not count");
  }

  private Optional<String> line(String one, String several) {
    if (crowds == 0) {
      return Optional.empty();
    }
    return Optional.of(number() + " (iscrowd 1) and " + (crowds == 1 ? one : several) + wayOut());
  }

  private String number() {
    if (crowds == all) {
      return crowds == 1
          ? "the only annotation is a crowd"
          : String.format(Locale.ROOT, "all %,d annotations are crowds", all);
    }
    return String.format(Locale.ROOT, "%,d of %,d annotations ", crowds, all)
        + (crowds == 1 ? "is a crowd" : "are crowds");
  }

  private String wayOut() {
    return crowds == all ? WAY_OUT : "";
  }

  /**
   * Says why nothing is left.
   *
   * @return the end of a message; empty if something else than crowds is left
   */
  public String reason() {
    return crowds > 0 && crowds == all ? ": " + training().orElseThrow() : "";
  }
}
