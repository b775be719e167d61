package io.greenmim.train.run;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class InterruptOnShutdownTest {

  /** Line number by which a frame tells that it is native. */
  private static final int NATIVE = -2;

  private static StackTraceElement frame(String type, String method, int line) {
    return new StackTraceElement(type, method, null, line);
  }

  @Test
  void waitsForTheEngineAndForOtherProcessesAlone() {
    StackTraceElement main = frame("io.greenmim.cli.GreenMim", "main", 60);
    StackTraceElement engine = frame("ai.djl.pytorch.jni.PyTorchLibrary", "torchMatmul", NATIVE);
    StackTraceElement read = frame("sun.nio.ch.Net", "poll", NATIVE);
    StackTraceElement wait = frame("java.lang.Object", "wait", NATIVE);
    StackTraceElement child = frame("java.lang.ProcessImpl", "waitFor", 400);

    assertTrue(InterruptOnShutdown.isBusy(new StackTraceElement[] {engine, main}));
    assertTrue(InterruptOnShutdown.isBusy(new StackTraceElement[] {wait, child, main}));
    assertFalse(InterruptOnShutdown.isBusy(new StackTraceElement[] {read, main}));
    assertFalse(InterruptOnShutdown.isBusy(new StackTraceElement[] {main, engine}));
    assertFalse(InterruptOnShutdown.isBusy(new StackTraceElement[0]));
  }

  @Test
  void aRunIsNeverInterrupted() {
    Thread self = Thread.currentThread();
    try (StopOnShutdown run = new StopOnShutdown()) {
      assertFalse(StopOnShutdown.interrupt(self));
      assertFalse(run.getAsBoolean());
    }
    assertFalse(Thread.interrupted());
    assertTrue(StopOnShutdown.interrupt(self));
    assertTrue(Thread.interrupted());
  }
}
