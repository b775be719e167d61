package io.greenmim.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InterruptOnShutdownTest {

  private static final long PATIENCE_MILLIS = 30_000;

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

  @Test
  void nativeCodeThatDoesNotEndIsNotLeftToAnEndThatTakesItsLibraries() throws Exception {
    AtomicInteger endings = new AtomicInteger();
    // In a run, which counts as busy: a thread in the engine's native code cannot be had here.
    try (StopOnShutdown run = new StopOnShutdown();
        InterruptOnShutdown end =
            new InterruptOnShutdown(endings::incrementAndGet, TimeUnit.MILLISECONDS.toNanos(100))) {
      assertTrue(returns(() -> end.await(new CountDownLatch(0))));
      assertEquals(0, endings.get(), "the work had ended");
      assertTrue(returns(() -> end.await(new CountDownLatch(1))));
      assertEquals(1, endings.get(), "the work never ended");
      assertFalse(run.getAsBoolean());
    }
  }

  /** Runs something on a thread of the end. */
  private static boolean returns(Runnable action) throws InterruptedException {
    Thread hook = new Thread(action);
    hook.start();
    hook.join(PATIENCE_MILLIS);
    return !hook.isAlive();
  }
}
