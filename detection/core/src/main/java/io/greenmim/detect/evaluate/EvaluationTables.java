package io.greenmim.detect.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Precision and recall at all settings: what statistics are made of.
 *
 * <p>-1 stands where there is no object to be found.
 */
public final class EvaluationTables {

  private final EvaluationSettings settings;
  private final List<Long> categories;

  /** (overlaps x categories x areas x detections x recalls). */
  private final double[] precision;

  /** (overlaps x categories x areas x detections). */
  private final double[] recall;

  /**
   * A place in the tables.
   *
   * @param overlap index of the overlap
   * @param category index of the category
   * @param area index of the range of areas
   * @param detections index of the number of detections
   */
  public record Place(int overlap, int category, int area, int detections) {}

  EvaluationTables(EvaluationSettings settings, List<Long> categories) {
    this.settings = settings;
    this.categories = List.copyOf(categories);
    int places = 1;
    for (int side :
        new int[] {
          settings.overlaps().size(),
          categories.size(),
          settings.areas().size(),
          settings.detections().size()
        }) {
      places = Math.multiplyExact(places, side);
    }
    recall = new double[places];
    precision = new double[Math.multiplyExact(places, settings.recalls().size())];
    Arrays.fill(recall, -1);
    Arrays.fill(precision, -1);
  }

  private int index(Place place) {
    return ((place.overlap() * categories.size() + place.category()) * settings.areas().size()
                + place.area())
            * settings.detections().size()
        + place.detections();
  }

  void setRecall(Place place, double value) {
    recall[index(place)] = value;
  }

  void setPrecision(Place place, int atRecall, double value) {
    precision[index(place) * settings.recalls().size() + atRecall] = value;
  }

  /** {@return the settings that the tables were made with} */
  public EvaluationSettings settings() {
    return settings;
  }

  /** {@return the ids of the categories, in the order of the tables} */
  public List<Long> categories() {
    return categories;
  }

  /**
   * Returns a recall.
   *
   * @param place place in the table
   * @return share of the objects that are found, 0 to 1, or -1 if there is none to find
   */
  public double recall(Place place) {
    return recall[index(place)];
  }

  /**
   * Returns the precisions at all recalls.
   *
   * @param place place in the table
   * @return share of the detections that are right, 0 to 1, or -1 if there is nothing to find; one
   *     for each recall of the settings
   */
  public double[] precisions(Place place) {
    int recalls = settings.recalls().size();
    int at = index(place) * recalls;
    return Arrays.copyOfRange(precision, at, at + recalls);
  }

  /**
   * Returns the mean of precisions over all recalls, overlaps and categories that are chosen.
   *
   * @param overlap which overlaps, by index
   * @param category which categories, by index
   * @param area index of the range of areas
   * @param detections index of the number of detections
   * @return the mean of what is not -1; -1 if nothing is left
   */
  public double meanPrecision(
      IntPredicate overlap, IntPredicate category, int area, int detections) {
    return mean(
        places(overlap, category, area, detections)
            .flatMap(
                index -> {
                  int recalls = settings.recalls().size();
                  return IntStream.range(index * recalls, (index + 1) * recalls);
                })
            .mapToDouble(at -> precision[at]));
  }

  /**
   * Returns the mean of recalls over all overlaps and categories that are chosen.
   *
   * @param overlap which overlaps, by index
   * @param category which categories, by index
   * @param area index of the range of areas
   * @param detections index of the number of detections
   * @return the mean of what is not -1; -1 if nothing is left
   */
  public double meanRecall(IntPredicate overlap, IntPredicate category, int area, int detections) {
    return mean(places(overlap, category, area, detections).mapToDouble(at -> recall[at]));
  }

  private IntStream places(IntPredicate overlap, IntPredicate category, int area, int detections) {
    return IntStream.range(0, settings.overlaps().size())
        .filter(overlap)
        .flatMap(
            t ->
                IntStream.range(0, categories.size())
                    .filter(category)
                    .map(k -> index(new Place(t, k, area, detections))));
  }

  private static double mean(DoubleStream values) {
    return values.filter(value -> value > -1).average().orElse(-1);
  }
}
