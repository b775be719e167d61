package io.greenmim.train.run;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Asks a run to stop when the virtual machine is told to end (Ctrl-C, SIGTERM), and holds the end
 * back until the run has written its checkpoint.
 *
 * <p>A run is asked, never interrupted: an interrupt would close the files that it writes. Whoever
 * opens it closes it on the same thread; where the run was asked to stop, that thread is then
 * interrupted, so that what was to follow the run ends too.
 */
public final class StopOnShutdown implements BooleanSupplier, AutoCloseable {

  private static final long PATIENCE_SECONDS = 120;

  private static final Set<Thread> ASKED = new HashSet<>();

  private final HeldEnd end = new HeldEnd(StopOnShutdown::await);

  /** Begins to listen. */
  public StopOnShutdown() {
    synchronized (ASKED) {
      ASKED.add(Thread.currentThread());
    }
  }

  private static void await(CountDownLatch done) {
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.printf("greenmim: no step ended within %s s%n", PATIENCE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Interrupts a thread, unless it is in a run.
   *
   * @param thread the thread
   * @return whether it was interrupted
   */
  static boolean interrupt(Thread thread) {
    synchronized (ASKED) {
      boolean inRun = ASKED.contains(thread);
      if (!inRun) {
        thread.interrupt();
      }
      return !inRun;
    }
  }

  /** Tells whether the run is to stop. */
  @Override
  public boolean getAsBoolean() {
    return end.begun();
  }

  /** Lets the virtual machine end. */
  @Override
  public void close() {
    end.release();
    synchronized (ASKED) {
      ASKED.remove(Thread.currentThread());
    }
    if (end.begun()) {
      Thread.currentThread().interrupt();
    }
  }
}
