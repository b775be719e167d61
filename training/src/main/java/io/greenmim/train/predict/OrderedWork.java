package io.greenmim.train.predict;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Work that several threads do at a time, and whose results come in the order in which it was
 * given. For use by one thread.
 *
 * @param <T> what comes of a piece of work
 */
public final class OrderedWork<T> implements AutoCloseable {

  private final int ahead;

  /** Null where the caller's own thread does the work. */
  private final ExecutorService threads;

  private final Deque<FutureTask<T>> given = new ArrayDeque<>();

  /**
   * Starts the threads.
   *
   * @param threads how many there are, at least 1
   * @param ahead how many pieces of work are given before the result of the first is taken, at
   *     least 1
   */
  public OrderedWork(int threads, int ahead) {
    this.threads = Executors.newFixedThreadPool(threads);
    this.ahead = ahead;
  }

  private OrderedWork() {
    threads = null;
    ahead = 1;
  }

  /**
   * Lets as many threads work as pieces of work are worth doing at a time.
   *
   * @param <T> what comes of a piece of work
   * @param atOnce how many, at least 1; a single one is done by the thread that gives it
   * @return the threads, to be closed
   */
  public static <T> OrderedWork<T> of(int atOnce) {
    // One more, so that no thread waits while a result is used.
    return atOnce == 1 ? new OrderedWork<>() : new OrderedWork<>(atOnce, atOnce + 1);
  }

  /** {@return whether a result is to be taken before more work is given} */
  public boolean isFull() {
    return given.size() >= ahead;
  }

  /** {@return whether no result is left to be taken} */
  public boolean isEmpty() {
    return given.isEmpty();
  }

  /**
   * Gives work.
   *
   * @param work what is to be done, on another thread if there is one
   */
  public void give(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    given.add(task);
    if (threads == null) {
      task.run();
    } else {
      threads.execute(task);
    }
  }

  /**
   * Takes the result of the work that was given first.
   *
   * @return the result
   * @throws IOException if the work failed so
   * @throws InterruptedException if this thread is interrupted while it waits
   * @throws ExecutionException if the work failed by another exception that is checked
   */
  public T take() throws IOException, InterruptedException, ExecutionException {
    try {
      return given.remove().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Stops the threads, and waits until none is at work. */
  @Override
  public void close() {
    if (threads == null) {
      return;
    }
    threads.shutdownNow();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
