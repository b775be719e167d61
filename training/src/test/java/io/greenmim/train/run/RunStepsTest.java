package io.greenmim.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RunStepsTest {

  @Test
  void stepsAreCountedFromBatchesAndEpochs() {
    RunSteps length = RunSteps.of(5, 4, 3, 0);
    assertEquals(new RunSteps(5, 4, 3), length);
    assertEquals(0, length.epochOf(1));
    assertEquals(1, length.epochOf(2));
    assertTrue(length.endsEpoch(1));
    assertTrue(length.endsEpoch(2));
    assertEquals(2, RunSteps.of(5, 4, 3, 2).totalSteps());
    assertThrows(IllegalArgumentException.class, () -> RunSteps.of(1, 2, 1, 0));
  }
}
