package io.greenmim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.greenmim.train.task.StepPhase;
import org.junit.jupiter.api.Test;

/** Times are compared with times that lie inside or around them: a busy machine changes nothing. */
class PhaseClockTest {

  private static final double NANOS_PER_MILLI = 1e6;

  @Test
  void aPhaseEndsWhereTheNextBegins() throws InterruptedException {
    try (NDManager manager = NDManager.newBaseManager()) {
      PhaseClock<StepPhase> clock = new PhaseClock<>(manager, StepPhase.class);
      long began = System.nanoTime();
      clock.start();
      clock.ended(StepPhase.LOAD);
      double slept = sleep(20);
      clock.ended(StepPhase.FORWARD);
      clock.keep();
      assertEquals(1, clock.millis(StepPhase.FORWARD).size());
      assertTrue(clock.millis(StepPhase.FORWARD).get(0) >= slept);
      double sum = clock.millis(StepPhase.LOAD).get(0) + clock.millis(StepPhase.FORWARD).get(0);
      assertTrue(sum <= (System.nanoTime() - began) / NANOS_PER_MILLI);
      assertEquals(0, clock.millis(StepPhase.BACKWARD).get(0));
    }
  }

  @Test
  void passesOfAStepAreAdded() throws InterruptedException {
    try (NDManager manager = NDManager.newBaseManager()) {
      PhaseClock<StepPhase> clock = new PhaseClock<>(manager, StepPhase.class);
      clock.start();
      double slept = 0;
      for (int i = 0; i < 2; i++) {
        slept += sleep(10);
        clock.ended(StepPhase.FORWARD);
      }
      clock.keep();
      clock.start();
      clock.keep();
      assertTrue(clock.millis(StepPhase.FORWARD).get(0) >= slept);
      assertEquals(0, clock.millis(StepPhase.FORWARD).get(1));
    }
  }

  @Test
  void whatIsSkippedCountsNowhere() throws InterruptedException {
    try (NDManager manager = NDManager.newBaseManager()) {
      PhaseClock<StepPhase> clock = new PhaseClock<>(manager, StepPhase.class);
      clock.start();
      clock.ended(StepPhase.FORWARD);
      sleep(20);
      long resumed = System.nanoTime();
      clock.skip();
      clock.ended(StepPhase.BACKWARD);
      double afterwards = (System.nanoTime() - resumed) / NANOS_PER_MILLI;
      clock.keep();
      assertTrue(clock.millis(StepPhase.BACKWARD).get(0) <= afterwards);
    }
  }

  /** Sleeps, and returns the milliseconds that it really took. */
  private static double sleep(long millis) throws InterruptedException {
    long began = System.nanoTime();
    Thread.sleep(millis);
    return (System.nanoTime() - began) / NANOS_PER_MILLI;
  }
}
