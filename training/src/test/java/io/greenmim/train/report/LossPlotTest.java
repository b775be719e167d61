package io.greenmim.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYChart;

class LossPlotTest {

  private static final int RAW_LOSS = 0xa9c1e8;
  private static final int LOSS = 0x1f4e9c;
  private static final int RATE = 0xd9822b;

  /** Of 255; smaller than the distance of any curve's blends with the ground to another curve. */
  private static final int COLOUR_TOLERANCE = 8;

  @TempDir Path folder;

  @Test
  void drawsTheThreeCurves() throws IOException {
    Random random = new Random(1);
    List<StepMetrics> metrics = new ArrayList<>();
    for (int step = 1; step <= 200; step++) {
      double loss = 0.6 + 0.4 * Math.exp(-step / 40.0) + 0.02 * random.nextGaussian();
      metrics.add(TestMetrics.withRate(step, loss, 1.5e-4 * (201 - step) / 200));
    }
    BufferedImage image = plot(metrics);
    // A thin slanted line has its own colour in few pixels: the others are blends with the ground.
    assertTrue(columnsWith(image, RAW_LOSS) > 50, "the raw loss");
    assertTrue(columnsWith(image, LOSS) > LossPlot.WIDTH / 2, "the smoothed loss");
    assertTrue(columnsWith(image, RATE) > 100, "the learning rate");
  }

  @Test
  void drawsOnePoint() throws IOException {
    BufferedImage image = plot(List.of(TestMetrics.step(1, 0.5)));
    assertTrue(columnsWith(image, LOSS) > 0, "the loss");
    assertTrue(columnsWith(image, RATE) > 0, "the learning rate");
  }

  @Test
  void averagesLongRuns() {
    List<StepMetrics> metrics =
        LongStream.rangeClosed(1, 100_000).mapToObj(s -> TestMetrics.step(s, 1.0 / s)).toList();
    XYChart chart = LossPlot.chart("loss", LossCurve.of(metrics, 600));
    assertEquals(
        List.of("learning rate", "loss, mean of 167 steps", "smoothed over 8183 steps"),
        List.copyOf(chart.getSeriesMap().keySet()));
    assertTrue(chart.getSeriesMap().get("loss, mean of 167 steps").getXData().length <= 600);
  }

  @Test
  void theAxisTellsWhichLossItIs() {
    LossCurve curve = LossCurve.of(List.of(TestMetrics.step(1, 0.5)), 600);
    assertEquals("loss of boxes", LossPlot.chart("loss of boxes", curve).getYAxisTitle());
  }

  @Test
  void tellsThePowerOfTenOfTheLearningRate() {
    XYChart chart =
        LossPlot.chart("loss", LossCurve.of(List.of(TestMetrics.withRate(1, 0.5, 1.5e-4)), 600));
    assertEquals("learning rate (in 1e-4)", chart.getYAxisGroupTitle(1));
    assertEquals(1.5, chart.getSeriesMap().get("learning rate").getYData()[1], 1e-12);
  }

  @Test
  void drawsEveryRangeInTime() {
    // XChart looks for ticks in a loop; no scale may keep it there.
    Random random = new Random(2);
    for (int run = 0; run < 30; run++) {
      double scale = Math.pow(10, random.nextInt(40) - 20);
      double noise = Math.pow(10, -random.nextInt(18)) * random.nextInt(2);
      double rate = random.nextInt(4) == 0 ? 0 : Math.pow(10, -random.nextInt(30));
      List<StepMetrics> metrics = new ArrayList<>();
      for (int step = 1; step <= 1 + run % 14; step++) {
        double loss = scale * (random.nextInt(3) - 1 + noise * random.nextGaussian());
        metrics.add(TestMetrics.withRate(step, loss, rate));
      }
      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> plot(metrics));
    }
  }

  @Test
  void refusesAnEmptyRunAndLeavesTheOldPlot() throws IOException {
    Path file = folder.resolve("loss.png");
    Files.writeString(file, "old");
    assertThrows(IllegalArgumentException.class, () -> LossPlot.write(file, "loss", List.of()));
    assertEquals("old", Files.readString(file));
  }

  private BufferedImage plot(List<StepMetrics> metrics) throws IOException {
    Path file = folder.resolve("loss.png");
    LossPlot.write(file, "loss", metrics);
    BufferedImage image = ImageIO.read(file.toFile());
    assertEquals(LossPlot.WIDTH, image.getWidth());
    assertEquals(LossPlot.HEIGHT, image.getHeight());
    return image;
  }

  /** Counts the columns of the plot, legend left out, that have a pixel of a colour. */
  private static int columnsWith(BufferedImage image, int rgb) {
    int columns = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < LossPlot.HEIGHT - 60; y++) {
        if (near(image.getRGB(x, y), rgb)) {
          columns++;
          break;
        }
      }
    }
    return columns;
  }

  private static boolean near(int rgb, int colour) {
    for (int shift = 0; shift <= 16; shift += 8) {
      if (Math.abs((rgb >> shift & 0xff) - (colour >> shift & 0xff)) > COLOUR_TOLERANCE) {
        return false;
      }
    }
    return true;
  }
}
