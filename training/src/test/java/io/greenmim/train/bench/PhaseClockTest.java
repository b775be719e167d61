package io.greenmim.train.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.greenmim.train.loop.StepPhase;
import org.junit.jupiter.api.Test;

class PhaseClockTest {

  @Test
  void aPhaseEndsWhereTheNextBegins() throws InterruptedException {
    try (NDManager manager = NDManager.newBaseManager()) {
      PhaseClock<StepPhase> clock = new PhaseClock<>(manager, StepPhase.class);
      long began = System.nanoTime();
      clock.start();
      clock.ended(StepPhase.LOAD);
      Thread.sleep(20);
      clock.ended(StepPhase.FORWARD);
      clock.keep();
      assertEquals(1, clock.millis(StepPhase.FORWARD).size());
      assertTrue(clock.millis(StepPhase.FORWARD).get(0) >= 19);
      double sum = clock.millis(StepPhase.LOAD).get(0) + clock.millis(StepPhase.FORWARD).get(0);
      assertTrue(sum <= (System.nanoTime() - began) / 1e6);
      assertEquals(0, clock.millis(StepPhase.BACKWARD).get(0));
    }
  }

  @Test
  void passesOfAStepAreAdded() throws InterruptedException {
    try (NDManager manager = NDManager.newBaseManager()) {
      PhaseClock<StepPhase> clock = new PhaseClock<>(manager, StepPhase.class);
      clock.start();
      for (int i = 0; i < 2; i++) {
        Thread.sleep(10);
        clock.ended(StepPhase.FORWARD);
      }
      clock.keep();
      clock.start();
      clock.keep();
      assertTrue(clock.millis(StepPhase.FORWARD).get(0) >= 19);
      assertEquals(0, clock.millis(StepPhase.FORWARD).get(1));
    }
  }

  @Test
  void whatIsSkippedCountsNowhere() throws InterruptedException {
    try (NDManager manager = NDManager.newBaseManager()) {
      PhaseClock<StepPhase> clock = new PhaseClock<>(manager, StepPhase.class);
      clock.start();
      clock.ended(StepPhase.FORWARD);
      Thread.sleep(200);
      clock.skip();
      clock.ended(StepPhase.BACKWARD);
      clock.keep();
      assertTrue(clock.millis(StepPhase.BACKWARD).get(0) < 150);
    }
  }
}
