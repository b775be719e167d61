package io.greenmim.train.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The epochs of a run as a picture: losses of training and validation on the left, shares that the
 * validation tells on the right.
 */
public final class EpochCurves {

  /** Usual name of the picture in the folder of a run. */
  public static final String NAME = "curves.png";

  static final int WIDTH = 640;
  static final int HEIGHT = 420;

  /** So few points are drawn as dots too. */
  private static final int MAX_DOTS = 40;

  private static final double PERCENT = 100;

  private static final Color TRAIN = new Color(0x8aa9d6);
  private static final List<Color> VALIDATION =
      List.of(new Color(0x1f4e9c), new Color(0xd9822b), new Color(0x3b8c5a), new Color(0x8c3b7f));

  private EpochCurves() {}

  /**
   * Writes the picture as PNG, whole or not at all.
   *
   * @param path the file
   * @param metrics metrics of at least one step, steps ascending
   * @param validations the run's validations, steps ascending; without any there are no shares
   * @param shares names of statistics that are shares, 0 to 1, and what they are called in the
   *     picture, in order
   * @throws IOException if it cannot be written; then the old file is untouched
   * @throws IllegalArgumentException if there is no step
   * @throws IllegalStateException if the machine has no font
   */
  public static void write(
      Path path,
      List<StepMetrics> metrics,
      List<ValidationScore> validations,
      Map<String, String> shares)
      throws IOException {
    DrawingFonts.require();
    List<XYChart> charts = new ArrayList<>(List.of(losses(metrics, validations)));
    if (validations.stream().anyMatch(score -> anyShare(score, shares))) {
      charts.add(shares(validations, shares));
    }
    BufferedImage image =
        new BufferedImage(WIDTH * charts.size(), HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      for (int i = 0; i < charts.size(); i++) {
        graphics.drawImage(BitmapEncoder.getBufferedImage(charts.get(i)), i * WIDTH, 0, null);
      }
    } finally {
      graphics.dispose();
    }
    PngFile.write(path, image);
  }

  private static boolean anyShare(ValidationScore score, Map<String, String> shares) {
    return shares.keySet().stream().anyMatch(score.statistics()::containsKey);
  }

  private static XYChart losses(List<StepMetrics> metrics, List<ValidationScore> validations) {
    XYChart chart = chart("mean loss");
    List<EpochMean> means = EpochSummary.of(metrics).epochs();
    add(
        chart,
        "training",
        means.stream().mapToDouble(EpochMean::epoch).toArray(),
        means.stream().mapToDouble(EpochMean::loss).toArray(),
        TRAIN);
    if (!validations.isEmpty()) {
      add(
          chart,
          "validation",
          validations.stream().mapToDouble(ValidationScore::epoch).toArray(),
          validations.stream().mapToDouble(ValidationScore::loss).toArray(),
          VALIDATION.get(0));
    }
    return chart;
  }

  private static XYChart shares(List<ValidationScore> validations, Map<String, String> shares) {
    XYChart chart = chart("images (%)");
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisMax(PERCENT);
    int number = 0;
    for (Map.Entry<String, String> share : shares.entrySet()) {
      List<ValidationScore> with =
          validations.stream()
              .filter(score -> Objects.nonNull(score.statistics().get(share.getKey())))
              .toList();
      if (!with.isEmpty()) {
        add(
            chart,
            share.getValue(),
            with.stream().mapToDouble(ValidationScore::epoch).toArray(),
            with.stream()
                .mapToDouble(score -> PERCENT * score.statistics().get(share.getKey()))
                .toArray(),
            VALIDATION.get(number++ % VALIDATION.size()));
      }
    }
    return chart;
  }

  private static XYChart chart(String title) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle("epoch")
            .yAxisTitle(title)
            .build();
    LossPlot.style(chart.getStyler());
    return chart;
  }

  private static void add(XYChart chart, String name, double[] x, double[] y, Color colour) {
    Marker marker = x.length <= MAX_DOTS ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE;
    LossPlot.line(chart.addSeries(name, x, y), colour, 2f, marker);
  }
}
