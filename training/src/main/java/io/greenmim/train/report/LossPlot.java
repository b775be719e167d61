package io.greenmim.train.report;

import io.greenmim.config.Checks;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.Styler.YAxisPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The loss and the learning rate of a run against its steps, as a picture. */
public final class LossPlot {

  /** Width of the picture in pixels. */
  static final int WIDTH = 900;

  /** Height of the picture in pixels. */
  static final int HEIGHT = 480;

  /** More points than the plot has columns would only blacken it. */
  private static final int MAX_POINTS = 600;

  /** A curve of fewer points shows its course without smoothing. */
  private static final int MIN_POINTS_TO_SMOOTH = 12;

  /** The smoothing window is this part of the curve. */
  private static final int WINDOWS_PER_CURVE = 12;

  /** So few points are drawn as dots too: a line alone would hide them. */
  private static final int MAX_DOTS = 40;

  /** The loss axis spans at least this part of the largest loss. */
  private static final double LEAST_RELATIVE_SPAN = 0.02;

  /** Axis group of the learning rate; the loss has group 0. */
  private static final int RATE_AXIS = 1;

  private static final Color LOSS = new Color(0x1f4e9c);
  private static final Color RAW_LOSS = new Color(0xa9c1e8);
  private static final Color RATE = new Color(0xd9822b);
  private static final Color GRID = new Color(0xe4e4e4);
  private static final Color TEXT = new Color(0x303030);

  private LossPlot() {}

  /**
   * Writes the plot as PNG, whole or not at all. Long runs are drawn as means of equally many
   * steps.
   *
   * @param path the file
   * @param loss what the loss is, for its axis: some forty letters at most
   * @param metrics metrics of at least one step, steps ascending
   * @throws IOException if it cannot be written; then the old file is untouched
   * @throws IllegalArgumentException if there is no step
   * @throws IllegalStateException if the machine has no font
   */
  public static void write(Path path, String loss, List<StepMetrics> metrics) throws IOException {
    Checks.that(!metrics.isEmpty(), "metrics: expected at least one step, got none");
    DrawingFonts.require();
    XYChart chart = chart(loss, LossCurve.of(metrics, MAX_POINTS));
    BufferedImage image = BitmapEncoder.getBufferedImage(chart);
    PngFile.write(path, image);
  }

  static XYChart chart(String loss, LossCurve curve) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle("step")
            .yAxisTitle(loss)
            .build();
    style(chart.getStyler());
    addRate(chart, curve);
    addLoss(chart, curve);
    return chart;
  }

  private static void addRate(XYChart chart, LossCurve curve) {
    double highest = Arrays.stream(curve.learningRate()).max().orElseThrow();
    // Plain small numbers at the ticks, their power of ten in the axis's title.
    int exponent = highest == 0 ? 0 : (int) Math.floor(Math.log10(highest));
    double unit = Math.pow(10, exponent);
    int points = curve.points();
    // The first rate holds from the beginning of its step. This point is also off the regular
    // distance of the others: XChart would else put its ticks at them, not at round numbers.
    double[] step = new double[points + 1];
    double[] rate = new double[points + 1];
    step[0] = curve.step()[0] - 0.5;
    rate[0] = curve.learningRate()[0] / unit;
    for (int i = 0; i < points; i++) {
      step[i + 1] = curve.step()[i];
      rate[i + 1] = curve.learningRate()[i] / unit;
    }
    XYSeries series = chart.addSeries("learning rate", step, rate);
    series.setYAxisGroup(RATE_AXIS);
    line(series, RATE, 1.6f, SeriesMarkers.NONE);
    chart.setYAxisGroupTitle(
        RATE_AXIS, exponent == 0 ? "learning rate" : "learning rate (in 1e" + exponent + ")");
    chart.getStyler().setYAxisGroupPosition(RATE_AXIS, YAxisPosition.Right);
    chart.getStyler().setYAxisMin(RATE_AXIS, 0.0);
    chart.getStyler().setYAxisMax(RATE_AXIS, highest == 0 ? 1 : highest / unit);
  }

  private static void addLoss(XYChart chart, LossCurve curve) {
    fitLossAxis(chart.getStyler(), curve.loss());
    String name =
        curve.stepsPerPoint() == 1
            ? "loss of each step"
            : String.format(Locale.ROOT, "loss, mean of %d steps", curve.stepsPerPoint());
    boolean smooth = curve.points() >= MIN_POINTS_TO_SMOOTH;
    XYSeries raw = chart.addSeries(name, curve.step(), curve.loss());
    line(raw, smooth ? RAW_LOSS : LOSS, smooth ? 1.0f : 2.0f, dots(curve));
    if (smooth) {
      int radius = Math.max(1, curve.points() / WINDOWS_PER_CURVE / 2);
      String smoothName =
          String.format(
              Locale.ROOT, "smoothed over %d steps", (2 * radius + 1) * curve.stepsPerPoint());
      XYSeries mean = chart.addSeries(smoothName, curve.step(), curve.smoothedLoss(radius));
      line(mean, LOSS, 2.4f, SeriesMarkers.NONE);
    }
  }

  /** Widens the axis of a loss that hardly changes, or its noise would fill the picture. */
  private static void fitLossAxis(XYStyler styler, double[] loss) {
    double lowest = Arrays.stream(loss).min().orElseThrow();
    double highest = Arrays.stream(loss).max().orElseThrow();
    double least = LEAST_RELATIVE_SPAN * Math.max(Math.abs(lowest), Math.abs(highest));
    double missing = Math.max(0, (least == 0 ? 1 : least) - (highest - lowest));
    styler.setYAxisMin(0, lowest - missing / 2);
    styler.setYAxisMax(0, highest + missing / 2);
  }

  private static Marker dots(LossCurve curve) {
    return curve.points() <= MAX_DOTS ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE;
  }

  static void line(XYSeries series, Color colour, float width, Marker marker) {
    series.setLineColor(colour);
    series.setMarkerColor(colour);
    series.setLineWidth(width);
    series.setMarker(marker);
  }

  static void style(XYStyler styler) {
    styler.setLocale(Locale.ROOT);
    styler.setXAxisMin(0.0);
    styler.setXAxisDecimalPattern("0.#");
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setChartFontColor(TEXT);
    styler.setChartTitleVisible(false);
    styler.setAxisTitleFont(DrawingFonts.sansSerif(Font.PLAIN, 15));
    styler.setAxisTickLabelsFont(DrawingFonts.sansSerif(Font.PLAIN, 13));
    styler.setLegendFont(DrawingFonts.sansSerif(Font.PLAIN, 13));
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1f));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setMarkerSize(5);
    styler.setAntiAlias(true);
  }
}
