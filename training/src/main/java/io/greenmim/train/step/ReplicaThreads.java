package io.greenmim.train.step;

import io.greenmim.train.task.DivergedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A thread for every replica but the first, which has the caller's: no device waits until the host
 * has given another one its work, or has read something from it.
 */
final class ReplicaThreads implements AutoCloseable {

  private final ExecutorService others;

  /** Makes the threads of a number of replicas; a thread starts when there is work for it. */
  ReplicaThreads(int replicas) {
    others =
        Executors.newFixedThreadPool(
            Math.max(1, replicas - 1),
            work -> {
              Thread thread = new Thread(work, "greenmim-replica");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Runs tasks at once, the first one on this thread, and waits for all of them, come what may.
   *
   * @return their results, in order
   * @throws DivergedException if a task does, and none fails for another reason
   */
  <T> List<T> callAll(List<Callable<T>> tasks) throws DivergedException {
    List<CompletableFuture<T>> calls = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      calls.add(new CompletableFuture<>());
    }
    for (int i = 1; i < tasks.size(); i++) {
      Callable<T> task = tasks.get(i);
      CompletableFuture<T> call = calls.get(i);
      others.execute(() -> complete(task, call));
    }
    complete(tasks.get(0), calls.get(0));
    rethrow(
        calls.stream()
            .map(call -> call.handle((result, failure) -> failure).join())
            .filter(Objects::nonNull)
            .toList());
    return calls.stream().map(CompletableFuture::join).toList();
  }

  private static <T> void complete(Callable<T> task, CompletableFuture<T> call) {
    try {
      call.complete(task.call());
    } catch (Throwable e) {
      call.completeExceptionally(e);
    }
  }

  private static void rethrow(List<Throwable> failures) throws DivergedException {
    for (Throwable failure : failures) {
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
      if (!(failure instanceof DivergedException)) {
        throw new IllegalStateException("a pass failed", failure);
      }
    }
    if (!failures.isEmpty()) {
      throw (DivergedException) failures.get(0);
    }
  }

  @Override
  public void close() {
    others.shutdown();
  }
}
