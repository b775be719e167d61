package io.greenmim.detect.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** The statistics that COCO reports, for some of the categories. */
final class StatisticList {

  private static final double HALF = .5;
  private static final double THREE_QUARTERS = .75;

  private final EvaluationTables tables;
  private final EvaluationSettings settings;
  private final IntPredicate categories;
  private final int last;
  private final List<Statistic> list = new ArrayList<>();

  private StatisticList(EvaluationTables tables, IntPredicate categories) {
    this.tables = tables;
    this.categories = categories;
    settings = tables.settings();
    last = settings.detections().size() - 1;
  }

  /** COCO's twelve numbers, in its order; more or fewer with other settings. */
  static List<Statistic> ofAll(EvaluationTables tables) {
    StatisticList statistics = new StatisticList(tables, category -> true);
    statistics.precisions();
    for (int m = 0; m <= last(tables); m++) {
      statistics.recall(0, m);
    }
    for (int a = 1; a < tables.settings().areas().size(); a++) {
      statistics.recall(a, statistics.last);
    }
    return List.copyOf(statistics.list);
  }

  /** The precisions of one category, and the recall of as many detections as count at most. */
  static List<Statistic> of(EvaluationTables tables, int category) {
    StatisticList statistics = new StatisticList(tables, k -> k == category);
    statistics.precisions();
    statistics.recall(0, statistics.last);
    return List.copyOf(statistics.list);
  }

  private static int last(EvaluationTables tables) {
    return tables.settings().detections().size() - 1;
  }

  private void precisions() {
    precision("AP", t -> true, first(), end(), 0);
    single(HALF);
    single(THREE_QUARTERS);
    for (int a = 1; a < settings.areas().size(); a++) {
      precision("AP" + settings.areas().get(a).sign(), t -> true, first(), end(), a);
    }
  }

  private double first() {
    return settings.overlaps().get(0);
  }

  private double end() {
    return settings.overlaps().get(settings.overlaps().size() - 1);
  }

  private void single(double overlap) {
    precision(
        "AP" + Math.round(100 * overlap),
        t -> settings.overlaps().get(t) == overlap,
        overlap,
        overlap,
        0);
  }

  private void precision(String name, IntPredicate overlaps, double least, double most, int area) {
    list.add(
        new Statistic(
            name,
            Statistic.Kind.PRECISION,
            least,
            most,
            settings.areas().get(area).name(),
            settings.detections().get(last),
            tables.meanPrecision(overlaps, categories, area, last)));
  }

  private void recall(int area, int detections) {
    AreaRange range = settings.areas().get(area);
    int most = settings.detections().get(detections);
    list.add(
        new Statistic(
            area == 0 ? "AR" + most : "AR" + range.sign(),
            Statistic.Kind.RECALL,
            first(),
            end(),
            range.name(),
            most,
            tables.meanRecall(t -> true, categories, area, detections)));
  }
}
