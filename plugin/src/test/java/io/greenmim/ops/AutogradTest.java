package io.greenmim.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AutogradTest {

  private static final long PATIENCE_SECONDS = 60;

  private static float[] gradientOfSquares(NDManager manager, float... values) {
    NDArray leaf = manager.create(values);
    leaf.setRequiresGradient(true);
    try (Autograd.Recorded recorded = Autograd.record()) {
      Autograd.backward(leaf.square().sum());
    }
    return leaf.getGradient().toFloatArray();
  }

  @Test
  void recordsUntilTheScopeCloses() {
    try (NDManager manager = NDManager.newBaseManager();
        Autograd.Paused paused = Autograd.pause()) {
      NDArray leaf = manager.create(new float[] {1, -2});
      leaf.setRequiresGradient(true);
      assertArrayEquals(new float[] {2, -4}, gradientOfSquares(manager, 1, -2));
      assertArrayEquals(new float[] {1, 4}, leaf.square().toFloatArray());
      assertArrayEquals(new float[] {0, 0}, leaf.getGradient().toFloatArray());
    }
  }

  /** DJL's own collector refuses a second one in the process. */
  @Test
  void severalThreadsRecordAtOnce() throws Exception {
    CyclicBarrier recording = new CyclicBarrier(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (NDManager manager = NDManager.newBaseManager()) {
      Callable<float[]> gradient =
          () -> {
            try (Autograd.Recorded recorded = Autograd.record()) {
              recording.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
              return gradientOfSquares(manager, 3);
            }
          };
      List<Future<float[]>> results = threads.invokeAll(List.of(gradient, gradient));
      for (Future<float[]> result : results) {
        assertEquals(6, result.get()[0]);
      }
    } finally {
      threads.shutdown();
    }
  }
}
