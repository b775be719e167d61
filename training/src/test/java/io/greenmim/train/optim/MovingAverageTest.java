package io.greenmim.train.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.greenmim.ops.Autograd;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MovingAverageTest {

  private static final float EXACT = 1e-6f;

  private static void set(Parameter parameter, NDManager manager, float... values) {
    Autograd.copy(manager.create(values), parameter.getArray());
  }

  @Test
  void keepsLessAtTheBeginning() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Parameter parameter = TestParameters.weight(manager, 0, 11);
      MovingAverage average = new MovingAverage(0.9, manager, Map.of("p", parameter));
      set(parameter, manager, 11, 0);

      average.update(1, manager.create(0f)); // keeps 2 / 11

      NDArray state = average.state().get("p");
      assertArrayEquals(new float[] {9, 2}, state.toFloatArray(), EXACT);
      average.update(1000, manager.create(0f)); // keeps 0.9
      assertArrayEquals(new float[] {9.2f, 1.8f}, state.toFloatArray(), EXACT);
    }
  }

  @Test
  void aSkippedStepLeavesTheAverageAsItIs() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Parameter parameter = TestParameters.weight(manager, 1, 2);
      MovingAverage average = new MovingAverage(0.5, manager, Map.of("p", parameter));
      set(parameter, manager, 5, 6);

      average.update(1, manager.create(1f));

      assertArrayEquals(new float[] {1, 2}, average.state().get("p").toFloatArray());
    }
  }

  @Test
  void exchangesWithTheWeightsAndBack() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Parameter parameter = TestParameters.weight(manager, 1, 2);
      MovingAverage average = new MovingAverage(0.5, manager, Map.of("p", parameter));
      set(parameter, manager, 5, 6);

      average.exchange();
      assertArrayEquals(new float[] {1, 2}, parameter.getArray().toFloatArray());
      average.exchange();
      assertArrayEquals(new float[] {5, 6}, parameter.getArray().toFloatArray());
      assertArrayEquals(new float[] {1, 2}, average.state().get("p").toFloatArray());
    }
  }

  @Test
  void refusesAForeignState() {
    try (NDManager manager = NDManager.newBaseManager()) {
      MovingAverage average =
          new MovingAverage(0.5, manager, Map.of("p", TestParameters.weight(manager, 1, 2)));

      assertThrows(
          IllegalArgumentException.class,
          () -> average.restore(Map.of("p", manager.zeros(new Shape(3)))));
    }
  }
}
