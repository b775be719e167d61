package io.greenmim.train.loop;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Asks a run to stop when the virtual machine is told to end (Ctrl-C, SIGTERM), and holds the end
 * back until the run has written its checkpoint. The engine's library would crash if it were torn
 * down in the midst of a step.
 */
public final class StopOnShutdown implements BooleanSupplier, AutoCloseable {

  private static final long PATIENCE_SECONDS = 120;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::await, "stop-on-shutdown");
  private volatile boolean requested;

  /** Begins to listen. */
  public StopOnShutdown() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void await() {
    requested = true;
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.printf("greenmim: no step ended within %s s%n", PATIENCE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells whether the run is to stop. */
  @Override
  public boolean getAsBoolean() {
    return requested;
  }

  /** Lets the virtual machine end. */
  @Override
  public void close() {
    done.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The shutdown has just begun: the hook runs, and finds the latch open.
        requested = true;
      }
    }
  }
}
