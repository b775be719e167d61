package io.greenmim.train.run;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts work when the virtual machine is told to end (Ctrl-C, SIGTERM), and holds the end back
 * until the work has ended itself: between two images, batches or files, with what it wrote whole
 * or removed. Runs are asked to stop instead; see {@link StopOnShutdown}.
 *
 * <p>What is nowhere near the engine's native code is waited for a short time alone. Native code
 * that does not end in time must not see its libraries torn down, which would crash the process:
 * whoever opens this then ends it without.
 */
public final class InterruptOnShutdown implements AutoCloseable {

  private static final long POLL_MILLIS = 20;
  private static final long SILENT_SECONDS = 2;
  private static final long PATIENCE_SECONDS = 120;
  private static final long PATIENCE_IN_JAVA_SECONDS = 10;

  /** Classes whose native methods must not be under way when their libraries are torn down. */
  private static final List<String> NATIVE = List.of("ai.djl.", "org.opencv.");

  /** What waits for another process, which has the engine. */
  private static final String PROCESS = "java.lang.Process";

  private final Thread worker = Thread.currentThread();
  private final Runnable giveUp;
  private final long patienceNanos;
  private final HeldEnd end = new HeldEnd(this::await);

  /**
   * Begins to listen; the work is that of the current thread.
   *
   * @param giveUp ends the process at once; called where native code has not ended in two minutes
   */
  public InterruptOnShutdown(Runnable giveUp) {
    this(giveUp, TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
  }

  /** Waits for native code so long. */
  InterruptOnShutdown(Runnable giveUp, long patienceNanos) {
    this.giveUp = giveUp;
    this.patienceNanos = patienceNanos;
  }

  /** Holds the end back until the work has ended; for the thread of the end. */
  void await(CountDownLatch done) {
    long began = System.nanoTime();
    long busy = began;
    boolean told = false;
    try {
      while (!done.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        // More than once: a library may swallow an interrupt.
        boolean inRun = !StopOnShutdown.interrupt(worker);
        long now = System.nanoTime();
        if (!told && now - began > TimeUnit.SECONDS.toNanos(SILENT_SECONDS)) {
          System.err.println("greenmim: ends when the step in progress is over");
          told = true;
        }
        busy = inRun || isBusy(worker.getStackTrace()) ? now : busy;
        if (now - busy > TimeUnit.SECONDS.toNanos(PATIENCE_IN_JAVA_SECONDS)) {
          return;
        }
        if (now - began > patienceNanos) {
          System.err.println("greenmim: the step in progress does not end; ends without it");
          giveUp.run();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells whether a thread is in native code that has to end first, or waits for such. */
  static boolean isBusy(StackTraceElement[] stack) {
    if (stack.length > 0
        && stack[0].isNativeMethod()
        && NATIVE.stream().anyMatch(stack[0].getClassName()::startsWith)) {
      return true;
    }
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().startsWith(PROCESS) && frame.getMethodName().equals("waitFor")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Tells whether the virtual machine ends already, with an exit code of its own.
   *
   * @return whether it was told to end
   */
  public boolean begun() {
    return end.begun();
  }

  /** Lets the virtual machine end. */
  @Override
  public void close() {
    end.release();
  }
}
