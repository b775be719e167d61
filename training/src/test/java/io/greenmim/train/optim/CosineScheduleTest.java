package io.greenmim.train.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CosineScheduleTest {

  private static final double PEAK = 8e-4;

  /** SimMIM's recipe of 100 epochs of 10 steps: 8e-4 from 4e-6 over 10 epochs, down to 4e-5. */
  private static final CosineSchedule SIMMIM =
      new CosineSchedule(PEAK, 4e-5, 100, 1000, CosineSchedule.Form.FROM_START);

  @Test
  void simMimWarmsUpFromHalfAPercentOfThePeak() {
    assertEquals(4e-6, SIMMIM.at(0), 1e-12);
    assertEquals(4e-6 + (PEAK - 4e-6) / 2, SIMMIM.at(50), 1e-12);
    assertEquals(4e-6 + (PEAK - 4e-6) * 0.99, SIMMIM.at(99), 1e-12);
  }

  /** So the rate falls to 0.977 of the peak where a tenth of the run has warmed up. */
  @Test
  void simMimsCosineBeginsAtTheFirstStep() {
    double tenth = 4e-5 + (PEAK - 4e-5) * (1 + Math.cos(Math.PI / 10)) / 2;
    assertEquals(tenth, SIMMIM.at(100), 1e-12);
    assertTrue(SIMMIM.at(100) < 0.98 * PEAK);
    assertEquals((PEAK + 4e-5) / 2, SIMMIM.at(500), 1e-12);
    assertEquals(4e-5, SIMMIM.at(1000), 1e-12);
  }

  @Test
  void greenMimsCosineBeginsWhereTheWarmUpEnds() {
    CosineSchedule green = new CosineSchedule(PEAK, 0, 100, 1000, CosineSchedule.Form.AFTER_WARMUP);
    assertEquals(PEAK / 100, green.at(0), 1e-12);
    assertEquals(PEAK, green.at(99), 1e-12);
    assertEquals(PEAK, green.at(100), 1e-12);
    assertEquals(PEAK / 2, green.at(550), 1e-12);
    assertEquals(0, green.at(1000), 1e-12);
  }

  @Test
  void withoutWarmUpBothStartAtThePeak() {
    for (CosineSchedule.Form form : CosineSchedule.Form.values()) {
      assertEquals(1, new CosineSchedule(1, 0, 0, 1, form).at(0), 1e-12);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new CosineSchedule(1, 0, 0, 0, CosineSchedule.Form.FROM_START));
  }
}
