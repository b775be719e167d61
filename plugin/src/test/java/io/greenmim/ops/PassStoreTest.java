package io.greenmim.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PassStoreTest {

  private static final int SEED = 11;
  private static final int IMAGES = 3;

  /** More than are drawn ahead. */
  private static final int DRAWS = 200;

  private static List<float[]> engineNumbers(NDManager manager) {
    Engine.getInstance().setRandomSeed(SEED);
    List<float[]> numbers = new ArrayList<>();
    for (int i = 0; i < DRAWS; i++) {
      numbers.add(manager.randomUniform(0, 1, new Shape(IMAGES), DataType.FLOAT32).toFloatArray());
    }
    return numbers;
  }

  private static List<float[]> numbers(NDManager manager, ParameterStore store) {
    List<float[]> numbers = new ArrayList<>();
    for (int i = 0; i < DRAWS; i++) {
      numbers.add(PassStore.uniform(store, manager, IMAGES).toFloatArray());
    }
    return numbers;
  }

  private static void assertAlike(List<float[]> expected, List<float[]> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), "draw " + i);
    }
  }

  @Test
  void numbersAreThoseOfTheEngineOneAfterAnother() {
    try (NDManager manager = NDManager.newBaseManager()) {
      List<float[]> expected = engineNumbers(manager);
      PassStore store = new PassStore(manager, Precision.FP32);
      PassStore.seed(store, SEED);
      assertAlike(expected, numbers(manager, store));
      PassStore.seed(store, SEED);
      assertAlike(expected, numbers(manager, store));
      ParameterStore ofDjl = new ParameterStore(manager, false);
      PassStore.seed(ofDjl, SEED);
      assertAlike(expected, numbers(manager, ofDjl));
    }
  }

  @Test
  void threadsDoNotDisturbEachOther() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (NDManager manager = NDManager.newBaseManager()) {
      List<float[]> expected = engineNumbers(manager);
      List<Callable<List<float[]>>> tasks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        tasks.add(
            () -> {
              PassStore store = new PassStore(manager, Precision.FP32);
              PassStore.seed(store, SEED);
              return numbers(manager, store);
            });
      }
      for (Future<List<float[]>> result : threads.invokeAll(tasks)) {
        assertAlike(expected, result.get());
      }
    } finally {
      threads.shutdown();
    }
  }
}
