package io.greenmim.search;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A thread that nobody interrupts: whatever file a thread uses that is interrupted, by Ctrl-C
 * perhaps, is closed, and the lock of an index is a file.
 */
final class FileThread implements AutoCloseable {

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "greenmim-index");
            made.setDaemon(true);
            return made;
          });

  /** Work with files. */
  interface Work<T> {
    T run() throws IOException;
  }

  /** Does some work and waits for its end, whoever interrupts the caller, who is told later. */
  <T> T call(Work<T> work) throws IOException {
    Future<T> done = thread.submit(work::run);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return done.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException thrown(Throwable cause) {
    if (cause instanceof RuntimeException failure) {
      throw failure;
    }
    if (cause instanceof Error failure) {
      throw failure;
    }
    return (IOException) cause;
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
