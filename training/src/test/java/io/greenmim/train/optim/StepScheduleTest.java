package io.greenmim.train.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class StepScheduleTest {

  private static final double EXACT = 1e-15;
  private static final StepSchedule SCHEDULE =
      new StepSchedule(1e-4, 500, 0.001, List.of(27_000L, 33_000L), 0.1);

  @Test
  void warmsUpLinearly() {
    assertEquals(1e-7, SCHEDULE.at(0), EXACT);
    assertEquals(1e-4 * (0.001 + 0.999 / 2), SCHEDULE.at(250), EXACT);
    assertEquals(1e-4, SCHEDULE.at(500), EXACT);
  }

  @Test
  void fallsAtTheMilestones() {
    assertEquals(1e-4, SCHEDULE.at(26_999), EXACT);
    assertEquals(1e-5, SCHEDULE.at(27_000), EXACT);
    assertEquals(1e-6, SCHEDULE.at(33_000), EXACT);
  }

  @Test
  void milestonesOutOfOrderAreRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> new StepSchedule(1, 0, 0, List.of(3L, 2L), 0.1));

    assertEquals("milestones: expected ascending steps, got [3, 2]", refused.getMessage());
  }
}
