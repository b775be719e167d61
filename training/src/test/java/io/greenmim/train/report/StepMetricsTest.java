package io.greenmim.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class StepMetricsTest {

  @Test
  void namesTheNumberThatIsOutOfRange() {
    assertMessage("step: expected at least 1, got 0", 0, 1, 1, 1, 1, 1);
    assertMessage("epoch: expected at least 1, got 0", 1, 0, 1, 1, 1, 1);
    assertMessage("loss: expected a finite number, got NaN", 1, 1, Double.NaN, 1, 1, 1);
    assertMessage(
        "learningRate: expected a finite number, not negative, got -1.0", 1, 1, 1, -1, 1, 1);
    assertMessage(
        "imagesPerSecond: expected a finite number, not negative, got Infinity",
        1,
        1,
        1,
        1,
        Double.POSITIVE_INFINITY,
        1);
    assertMessage(
        "gradNorm: expected a finite number, not negative, got NaN", 1, 1, 1, 1, 1, Double.NaN);
  }

  private static void assertMessage(
      String message, long step, int epoch, double loss, double rate, double speed, double norm) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new StepMetrics(
                    step, epoch, loss, rate, speed, OptionalDouble.of(norm), 1, 1, Map.of()));
    assertEquals(message, e.getMessage());
  }

  @Test
  void rejectsNegativeTimeAndMemory() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new StepMetrics(1, 1, 1, 1, 1, OptionalDouble.empty(), -0.5, 1, Map.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new StepMetrics(1, 1, 1, 1, 1, OptionalDouble.empty(), 1, -1, Map.of()));
  }
}
