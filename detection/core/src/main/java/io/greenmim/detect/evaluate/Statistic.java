package io.greenmim.detect.evaluate;

import java.util.Locale;

/**
 * One number that sums an evaluation up.
 *
 * @param name its short name, such as AP50
 * @param kind whether precision or recall is averaged
 * @param leastOverlap least of the overlaps that are averaged
 * @param mostOverlap largest of them
 * @param area name of the range of areas
 * @param detections number of detections of an image and category that count
 * @param value the mean, 0 to 1, or -1 if there is no object to be found
 */
public record Statistic(
    String name,
    Kind kind,
    double leastOverlap,
    double mostOverlap,
    String area,
    int detections,
    double value) {

  /** What is averaged. */
  public enum Kind {
    /** Precision over all recalls. */
    PRECISION("Average Precision", "AP"),
    /** The highest recall. */
    RECALL("Average Recall", "AR");

    private final String title;
    private final String sign;

    Kind(String title, String sign) {
      this.title = title;
      this.sign = sign;
    }

    /** {@return the abbreviation: AP or AR} */
    public String sign() {
      return sign;
    }
  }

  /** {@return the line in which COCO's tools print the number, without its end} */
  public String line() {
    String overlaps =
        leastOverlap == mostOverlap
            ? String.format(Locale.ROOT, "%.2f", leastOverlap)
            : String.format(Locale.ROOT, "%.2f:%.2f", leastOverlap, mostOverlap);
    return String.format(
        Locale.ROOT,
        " %-18s (%s) @[ IoU=%-9s | area=%6s | maxDets=%3d ] = %.3f",
        kind.title,
        kind.sign,
        overlaps,
        area,
        detections,
        value);
  }
}
