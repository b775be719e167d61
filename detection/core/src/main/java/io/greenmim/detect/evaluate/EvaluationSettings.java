package io.greenmim.detect.evaluate;

import io.greenmim.config.Checks;
import java.util.ArrayList;
import java.util.List;

/**
 * How detections are evaluated.
 *
 * @param compared what overlaps are measured of
 * @param measured what the area of a detection is measured of, for the ranges of sizes. COCO's
 *     tools take the box wherever the results have one, detectron2 the mask where masks are
 *     compared
 * @param overlaps overlaps from which on a detection is right, in ascending order, 0 to 1
 * @param recalls recalls at which precision is read, in ascending order, 0 to 1
 * @param detections numbers of detections that count, the best of each image and category, in
 *     ascending order, at least 1
 * @param areas ranges of sizes; the first is that of the main statistics
 */
public record EvaluationSettings(
    ComparedShape compared,
    ComparedShape measured,
    List<Double> overlaps,
    List<Double> recalls,
    List<Integer> detections,
    List<AreaRange> areas) {

  /** COCO's overlaps: 0.5 to 0.95 in steps of 0.05, the doubles that its tools compute. */
  public static final List<Double> COCO_OVERLAPS = steps(.5, .95, 10);

  /** COCO's recalls: 0 to 1 in steps of 0.01, the doubles that its tools compute. */
  public static final List<Double> COCO_RECALLS = steps(0, 1, 101);

  /** COCO's numbers of detections. */
  public static final List<Integer> COCO_DETECTIONS = List.of(1, 10, 100);

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if a list is empty, not ascending or out of its range
   */
  public EvaluationSettings {
    overlaps = List.copyOf(overlaps);
    recalls = List.copyOf(recalls);
    detections = List.copyOf(detections);
    areas = List.copyOf(areas);
    ascending("overlaps", overlaps, 0, 1);
    ascending("recalls", recalls, 0, 1);
    ascending(
        "numbers of detections",
        detections.stream().map(Integer::doubleValue).toList(),
        1,
        Integer.MAX_VALUE);
    Checks.that(!areas.isEmpty(), "area ranges: expected at least one, got none");
  }

  private static void ascending(String name, List<Double> values, double least, double most) {
    Checks.that(!values.isEmpty(), "%s: expected at least one, got none", name);
    double before = least;
    for (double value : values) {
      Checks.that(
          value >= before && value <= most,
          "%s: expected ascending numbers from %s to %s, got %s",
          name,
          least,
          most,
          values);
      before = value;
    }
  }

  /**
   * Returns COCO's settings.
   *
   * @param compared what is compared and measured
   * @return thresholds, numbers of detections and ranges of sizes of COCO
   */
  public static EvaluationSettings coco(ComparedShape compared) {
    return new EvaluationSettings(
        compared, compared, COCO_OVERLAPS, COCO_RECALLS, COCO_DETECTIONS, AreaRange.COCO);
  }

  /**
   * Returns these settings with other numbers of detections.
   *
   * @param numbers how many detections of an image and category count, in ascending order
   * @return the changed settings
   * @throws IllegalArgumentException if there is none, one is below 1 or they do not ascend
   */
  public EvaluationSettings withDetections(List<Integer> numbers) {
    return new EvaluationSettings(compared, measured, overlaps, recalls, numbers, areas);
  }

  /**
   * Returns these settings with the area of detections measured otherwise.
   *
   * @param shape what the area of a detection is measured of
   * @return the changed settings
   */
  public EvaluationSettings withMeasured(ComparedShape shape) {
    return new EvaluationSettings(compared, shape, overlaps, recalls, detections, areas);
  }

  /** The largest number of detections, with which matching is done. */
  int mostDetections() {
    return detections.get(detections.size() - 1);
  }

  /** Equal steps, rounded as {@code numpy.linspace} rounds them; the end is exact. */
  private static List<Double> steps(double from, double to, int count) {
    double step = (to - from) / (count - 1);
    List<Double> values = new ArrayList<>(count);
    for (int i = 0; i < count - 1; i++) {
      values.add(i * step + from);
    }
    values.add(to);
    return List.copyOf(values);
  }
}
