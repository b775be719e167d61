package io.greenmim.train.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LossCurveTest {

  private static final double TOLERANCE = 1e-12;

  @Test
  void keepsShortRunsAsTheyAre() {
    LossCurve curve =
        LossCurve.of(
            List.of(TestMetrics.withRate(3, 0.5, 0.25), TestMetrics.withRate(7, 0.75, 0.125)), 2);
    assertEquals(1, curve.stepsPerPoint());
    assertArrayEquals(new double[] {3, 7}, curve.step());
    assertArrayEquals(new double[] {0.5, 0.75}, curve.loss());
    assertArrayEquals(new double[] {0.25, 0.125}, curve.learningRate());
  }

  @Test
  void averagesBuckets() {
    // Five steps in at most three points: buckets of two, two and one.
    double[] loss = {1, 2, 4, 8, 16};
    double[] rate = {1, 3, 5, 7, 9};
    List<StepMetrics> metrics =
        IntStream.range(0, 5).mapToObj(i -> TestMetrics.withRate(i + 1, loss[i], rate[i])).toList();
    LossCurve curve = LossCurve.of(metrics, 3);
    assertEquals(2, curve.stepsPerPoint());
    assertArrayEquals(new double[] {1.5, 3.5, 5}, curve.step());
    assertArrayEquals(new double[] {1.5, 6, 16}, curve.loss());
    assertArrayEquals(new double[] {2, 6, 9}, curve.learningRate());
  }

  @Test
  void neverHasMorePointsThanAsked() {
    for (int steps = 1; steps <= 50; steps++) {
      for (int points = 1; points <= 12; points++) {
        List<StepMetrics> metrics =
            IntStream.rangeClosed(1, steps).mapToObj(s -> TestMetrics.step(s, s)).toList();
        LossCurve curve = LossCurve.of(metrics, points);
        assertEquals(Math.min(points, curve.points()), curve.points());
        assertArrayEquals(curve.step(), curve.loss(), TOLERANCE);
      }
    }
  }

  @Test
  void smoothsToTheMeanInTheMiddle() {
    double[] smooth = curve(3, 0, 0, 9, 0, 0, 6).smoothedLoss(1);
    // Ends: lines through (3, 0, 0) and (0, 0, 6) have the slopes -1.5 and 3.
    assertArrayEquals(new double[] {2.5, 1, 3, 3, 3, 2, 5}, smooth, TOLERANCE);
  }

  @Test
  void leavesAStraightLineAsItIs() {
    double[] line = IntStream.range(0, 20).mapToDouble(i -> 5 - 0.25 * i).toArray();
    for (int radius : new int[] {0, 1, 4, 9, 10, 50}) {
      assertArrayEquals(line, curve(line).smoothedLoss(radius), TOLERANCE, "radius " + radius);
    }
    assertArrayEquals(new double[] {0.5}, curve(0.5).smoothedLoss(3), TOLERANCE);
  }

  private static LossCurve curve(double... loss) {
    return LossCurve.of(
        IntStream.range(0, loss.length).mapToObj(i -> TestMetrics.step(i + 1, loss[i])).toList(),
        loss.length);
  }
}
