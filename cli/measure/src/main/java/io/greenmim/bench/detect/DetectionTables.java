package io.greenmim.bench.detect;

import io.greenmim.bench.Spread;
import io.greenmim.bench.TextTable;
import java.util.List;
import java.util.Locale;

/** The tables of the benchmarks of detectors. Times are medians, with the least and the most. */
public final class DetectionTables {

  private static final double GIGA = 1e9;
  private static final double MEGA = 1e6;

  private DetectionTables() {}

  /**
   * Formats the passes of RoIAlign.
   *
   * @param result what was measured
   * @return heading, table and shares
   */
  public static String of(RoiAlignBench.Result result) {
    RoiAlignBench.Settings settings = result.settings();
    RoiTraffic traffic = result.traffic();
    TextTable table = new TextTable(List.of("RoIAlign", "ms", "MB", "GB/s", "share %"));
    row(table, "forward", result.forward(), traffic.forwardBytes(), result.forwardPercent());
    row(table, "backward", result.backward(), traffic.backwardBytes(), result.backwardPercent());
    return line(
            "RoIAlign of %s, %s pixels, %d boxes (%s a level), %d channels, %d passes, %s",
            settings.model(),
            settings.image(),
            settings.boxes(),
            result.perLevel(),
            traffic.channels(),
            settings.steps(),
            result.hardware())
        + table.text()
        + line(
            "memory bandwidth %.1f GB/s (copies of %d MB); maps: %d of %d cells are read",
            result.bytesPerSecond() / GIGA,
            settings.copyMegabytes(),
            traffic.touched(),
            traffic.cells());
  }

  private static void row(TextTable table, String name, Spread millis, long bytes, double share) {
    table.row(
        List.of(
            name,
            spread(millis),
            number("%.1f", bytes / MEGA),
            number("%.1f", bytes / GIGA / (millis.median() / 1e3)),
            number("%.1f", share)));
  }

  /**
   * Formats suppression.
   *
   * @param result what was measured
   * @return heading and table
   */
  public static String of(SuppressionBench.Result result) {
    SuppressionBench.Settings settings = result.settings();
    TextTable table = new TextTable(List.of("boxes", "wanted", "kept", "ms"));
    for (SuppressionBench.Row row : result.rows()) {
      table.row(
          List.of(
              row.layout().name().toLowerCase(Locale.ROOT),
              row.most() == settings.boxes() * settings.classes()
                  ? "all"
                  : Integer.toString(row.most()),
              Integer.toString(row.kept()),
              spread(row.millis())));
    }
    return line(
            "Suppression of %d boxes in each of %d classes, %s pixels, %d passes, %d processor(s)",
            settings.boxes(),
            settings.classes(),
            settings.image(),
            settings.passes(),
            result.processors())
        + table.text();
  }

  /**
   * Formats inference.
   *
   * @param result what was measured
   * @return heading and table
   */
  public static String of(InferenceBench.Result result) {
    InferenceBench.Settings settings = result.settings();
    DetectorFlops flops = result.flops();
    TextTable table = new TextTable(List.of("inference", "ms", "GFLOP", "share %"));
    for (InferenceBench.PhaseTime time : result.phases()) {
      double share = result.peakPercent(time.phase());
      table.row(
          List.of(
              time.phase().name().toLowerCase(Locale.ROOT),
              spread(time.millis()),
              number("%.1f", result.flops(time.phase()) / GIGA),
              share == 0 ? "" : number("%.1f", share)));
    }
    table.row(
        List.of(
            "whole image",
            spread(result.image()),
            number("%.1f", flops.total() / GIGA),
            number("%.1f", result.peakPercent())));
    return line(
            "Inference of %s, %s pixels, %s, %d images one at a time, %s",
            settings.model(),
            settings.image(),
            settings.precision().name().toLowerCase(Locale.ROOT),
            settings.steps(),
            result.hardware())
        + table.text()
        + line(
            "random weights: %d proposals, %d detections, %d objects with an area",
            result.proposals(), result.detections(), result.objects())
        + line(
            "matrix peak %.1f GFLOP/s; %.2f GFLOP of padding in windows are not counted",
            result.peakFlops() / GIGA, flops.padding() / GIGA);
  }

  /**
   * Formats a training run.
   *
   * @param result what was measured
   * @return heading, table and growth
   */
  public static String of(TrainingGrowth result) {
    TrainingBench.Settings settings = result.settings();
    TextTable table = new TextTable(List.of("step", "MB", "ms a step"));
    for (TrainingGrowth.Window window : result.windows()) {
      table.row(
          List.of(
              Integer.toString(window.last()),
              Integer.toString(window.megabytes()),
              spread(window.millis())));
    }
    return line(
            "Training of %s, sides %s, batch %d, %s, %d steps, %s",
            settings.model(),
            settings.shortSides(),
            settings.batchSize(),
            settings.precision().name().toLowerCase(Locale.ROOT),
            settings.steps(),
            result.hardware())
        + table.text()
        + line(
            "largest growth after step %d: %.1f %% of its %s",
            settings.window(), result.growthPercent(), result.what());
  }

  private static String spread(Spread millis) {
    return number("%.2f", millis.median())
        + number(" (%.2f..", millis.least())
        + number("%.2f)", millis.most());
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format + "%n", values);
  }
}
