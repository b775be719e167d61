package io.greenmim.train.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Delivers batches in the order of their steps while threads of its own make the next ones.
 *
 * <p>A thread makes a whole batch at a time. No thread starts a batch that lies {@code prefetch} or
 * more beyond the next one to deliver, which bounds the memory. What goes wrong on a thread
 * surfaces in {@link #next()} at its step. {@link #next()} and {@link #hasNext()} are for one
 * thread; the rest is thread-safe.
 *
 * @param <T> what a batch becomes
 */
public final class BatchLoader<T> implements AutoCloseable {

  private static final long NONE = -1;

  private final StepRange steps;
  private final int prefetch;
  private final BatchMaker<T> maker;
  private final List<Thread> threads = new ArrayList<>();

  /** Guards everything below; signalled whenever any of it changes. */
  private final Object lock = new Object();

  private final Map<Long, T> finished = new HashMap<>();
  private long nextClaimed;
  private long nextDelivered;
  private long failedStep = Long.MAX_VALUE;
  private Throwable failure;
  private boolean closed;
  private long waitedNanos;

  private BatchLoader(StepRange steps, LoaderThreads threads, BatchMaker<T> maker) {
    this.steps = steps;
    this.prefetch = threads.prefetch();
    this.maker = maker;
    nextClaimed = steps.first();
    nextDelivered = steps.first();
    for (int i = 1; i <= threads.count(); i++) {
      Thread thread = new Thread(this::work, "greenmim-loader-" + i);
      thread.setDaemon(true);
      this.threads.add(thread);
    }
  }

  /**
   * Makes a loader and starts its threads.
   *
   * @param <T> what a batch is
   * @param steps the batches to deliver
   * @param threads how many threads work and how far ahead
   * @param maker makes the batches, on the loader's threads
   * @return a loader at the first step; to be closed
   */
  public static <T> BatchLoader<T> start(
      StepRange steps, LoaderThreads threads, BatchMaker<T> maker) {
    BatchLoader<T> loader = new BatchLoader<>(steps, threads, maker);
    loader.threads.forEach(Thread::start);
    return loader;
  }

  /**
   * Tells whether a batch is left.
   *
   * @return false once the batch before the end of the range was delivered
   */
  public boolean hasNext() {
    synchronized (lock) {
      return nextDelivered < steps.end();
    }
  }

  /**
   * Delivers the next batch; waits until it is there.
   *
   * @return the batch
   * @throws InterruptedException if the caller was interrupted while it waited; the batch is
   *     delivered by the next call
   * @throws NoSuchElementException if the range is at its end
   * @throws DataException if no image can be read
   * @throws IllegalStateException if the loader is closed, or if making the batch failed; then the
   *     cause tells why
   */
  public T next() throws InterruptedException {
    synchronized (lock) {
      if (nextDelivered >= steps.end()) {
        throw new NoSuchElementException("no batch after step " + (steps.end() - 1));
      }
      long start = System.nanoTime();
      try {
        while (!closed && nextDelivered < failedStep && !finished.containsKey(nextDelivered)) {
          lock.wait();
        }
      } finally {
        waitedNanos += System.nanoTime() - start;
      }
      if (closed) {
        throw new IllegalStateException("the batch loader is closed");
      }
      if (nextDelivered == failedStep) {
        throw surface();
      }
      T batch = finished.remove(nextDelivered);
      nextDelivered++;
      lock.notifyAll();
      return batch;
    }
  }

  private RuntimeException surface() {
    if (failure instanceof DataException) {
      return new DataException(failure.getMessage(), failure);
    }
    return new IllegalStateException(
        "making the batch of step " + failedStep + " failed: " + failure, failure);
  }

  /**
   * Tells how long {@link #next()} waited: the time that loading cost the training thread.
   *
   * @return the sum over all calls, in nanoseconds
   */
  public long waitedNanos() {
    synchronized (lock) {
      return waitedNanos;
    }
  }

  /**
   * Stops the threads; each stops after the image in its hands. A call of {@link #next()} that
   * waits fails. Closing twice does nothing.
   */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      finished.clear();
      lock.notifyAll();
    }
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        // The threads stop by themselves; the caller has something more urgent to do.
        interrupted = true;
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  private void work() {
    long step = claim();
    while (step != NONE) {
      try {
        Optional<T> batch = maker.make(step, this::isClosed);
        if (batch.isEmpty()) {
          return;
        }
        deliver(step, batch.get());
      } catch (Throwable e) {
        fail(step, e);
        return;
      }
      step = claim();
    }
  }

  /**
   * Takes the next step that nobody works on; waits while the loader is far enough ahead.
   *
   * @return the step, or {@link #NONE} if there is nothing more to do
   */
  private long claim() {
    synchronized (lock) {
      try {
        while (!closed && failure == null && nextClaimed < steps.end()) {
          if (nextClaimed < nextDelivered + prefetch) {
            return nextClaimed++;
          }
          lock.wait();
        }
      } catch (InterruptedException e) {
        fail(nextClaimed, e);
      }
      return NONE;
    }
  }

  private void deliver(long step, T batch) {
    synchronized (lock) {
      if (!closed) {
        finished.put(step, batch);
      }
      lock.notifyAll();
    }
  }

  /** Keeps the failure of the earliest step; the steps before it are still delivered. */
  private void fail(long step, Throwable cause) {
    synchronized (lock) {
      if (step < failedStep) {
        failedStep = step;
        failure = cause;
      }
      lock.notifyAll();
    }
  }
}
