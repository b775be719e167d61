package io.greenmim.train.report;

import io.greenmim.weights.AtomicFiles;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.Styler.YAxisPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The picture of a run's loss and learning rate by step. */
public final class LossPlot {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 500;

  /** Longest curve that is drawn; longer ones are averaged in buckets of equal length. */
  private static final int MAX_POINTS = 1000;

  /** Weight of the past in the smoothed curve, over the points drawn. */
  private static final double SMOOTHING = 0.9;

  private LossPlot() {}

  /**
   * Draws the curves.
   *
   * @param path the PNG file; replaced whole or not at all
   * @param metrics metrics of the steps, in order, at least one
   * @throws IOException if the file cannot be written
   * @throws IllegalArgumentException if there is no step
   */
  public static void write(Path path, List<StepMetrics> metrics) throws IOException {
    if (metrics.isEmpty()) {
      throw new IllegalArgumentException("loss plot: expected at least one step, got none");
    }
    double[] steps = bucketMeans(metrics.stream().mapToDouble(StepMetrics::step).toArray());
    double[] losses = bucketMeans(metrics.stream().mapToDouble(StepMetrics::loss).toArray());
    double[] rates = bucketMeans(metrics.stream().mapToDouble(StepMetrics::learningRate).toArray());
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle("step")
            .yAxisTitle("loss on hidden patches")
            .build();
    style(chart.getStyler());
    series(chart, "loss", steps, losses, new Color(0xB8CBE0), 1);
    series(chart, "loss, smoothed", steps, smooth(losses), new Color(0x1F5A96), 2.5f);
    series(chart, "learning rate", steps, rates, new Color(0xD98032), 1.5f).setYAxisGroup(1);
    chart.setYAxisGroupTitle(1, "learning rate");
    AtomicFiles.replace(
        path,
        file -> {
          try (OutputStream out = Files.newOutputStream(file)) {
            BitmapEncoder.saveBitmap(chart, out, BitmapFormat.PNG);
          }
        });
  }

  private static void style(XYStyler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(new Color(0xE4E4E4));
    styler.setLegendPosition(LegendPosition.InsideNE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setYAxisGroupPosition(1, YAxisPosition.Right);
    styler.setYAxisMin(1, 0.0);
    styler.setAntiAlias(true);
  }

  private static XYSeries series(
      XYChart chart, String name, double[] x, double[] y, Color colour, float width) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(x.length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    series.setMarkerColor(colour);
    series.setLineColor(colour);
    series.setLineStyle(new BasicStroke(width));
    return series;
  }

  /** Means of at most {@link #MAX_POINTS} consecutive buckets. */
  static double[] bucketMeans(double[] values) {
    int buckets = Math.min(values.length, MAX_POINTS);
    double[] means = new double[buckets];
    for (int i = 0; i < buckets; i++) {
      int from = (int) ((long) i * values.length / buckets);
      int to = (int) ((long) (i + 1) * values.length / buckets);
      double sum = 0;
      for (int j = from; j < to; j++) {
        sum += values[j];
      }
      means[i] = sum / (to - from);
    }
    return means;
  }

  /** Exponential mean, corrected for its start as Adam's moments are. */
  static double[] smooth(double[] values) {
    double[] smoothed = new double[values.length];
    double mean = 0;
    double weight = 0;
    for (int i = 0; i < values.length; i++) {
      mean = SMOOTHING * mean + (1 - SMOOTHING) * values[i];
      weight = SMOOTHING * weight + (1 - SMOOTHING);
      smoothed[i] = mean / weight;
    }
    return smoothed;
  }
}
