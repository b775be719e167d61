package io.greenmim.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class EpochSummaryTest {

  @Test
  void averagesEachEpoch() {
    EpochSummary summary =
        EpochSummary.of(
            List.of(
                TestMetrics.step(1, 1.0),
                TestMetrics.step(2, 0.5),
                TestMetrics.step(11, 0.5),
                TestMetrics.step(12, 0.25),
                TestMetrics.step(21, 0.625),
                TestMetrics.step(22, 0.375),
                TestMetrics.step(23, 0.125)));
    assertEquals(
        List.of(new EpochMean(1, 2, 0.75), new EpochMean(2, 2, 0.375), new EpochMean(3, 3, 0.375)),
        summary.epochs());
    assertEquals(OptionalDouble.of(-50), summary.changePercent());
    assertEquals(
        "mean loss: epoch 1 0.7500 over 2 steps, epoch 3 0.3750 over 3 steps: -50.0 %",
        summary.text());
  }

  @Test
  void showsARiseWithItsSign() {
    EpochSummary summary =
        EpochSummary.of(List.of(TestMetrics.step(1, 0.8), TestMetrics.step(11, 0.9)));
    assertEquals(
        "mean loss: epoch 1 0.8000 over 1 step, epoch 2 0.9000 over 1 step: +12.5 %",
        summary.text());
  }

  @Test
  void claimsNoChangeWhereThereIsNone() {
    EpochSummary one = EpochSummary.of(List.of(TestMetrics.step(1, 0.5)));
    assertEquals(OptionalDouble.empty(), one.changePercent());
    assertEquals("mean loss: epoch 1 0.5000 over 1 step", one.text());
    EpochSummary zero = EpochSummary.of(List.of(TestMetrics.step(1, 0), TestMetrics.step(11, 1)));
    assertEquals(OptionalDouble.empty(), zero.changePercent());
    assertEquals("mean loss: epoch 1 0.0000 over 1 step, epoch 2 1.0000 over 1 step", zero.text());
  }

  @Test
  void refusesNoEpochsAndWrongOrder() {
    assertThrows(IllegalArgumentException.class, () -> EpochSummary.of(List.of()));
    EpochMean second = new EpochMean(2, 1, 1);
    assertThrows(IllegalArgumentException.class, () -> new EpochSummary(List.of(second, second)));
    assertThrows(IllegalArgumentException.class, () -> new EpochMean(1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new EpochMean(1, 1, Double.NaN));
  }
}
