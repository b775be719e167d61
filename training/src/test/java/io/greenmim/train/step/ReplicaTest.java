package io.greenmim.train.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import io.greenmim.train.optim.TestParameters;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicaTest {

  private static void backwardOfSquares(NDArray leaf) {
    try (GradientCollector collector = leaf.getManager().getEngine().newGradientCollector()) {
      collector.backward(leaf.square().sum());
    }
  }

  @Test
  void haveTheParametersMemoryAndGradientsOfTheirOwn() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Parameter parameter = TestParameters.weight(manager, 1, -2);
      NDArray value = parameter.getArray();
      NDArray leaf;
      try (Replica.Leaves leaves = new Replica.Leaves(manager, Map.of(parameter, value))) {
        leaf = leaves.of(parameter);
        backwardOfSquares(leaf);
        assertArrayEquals(new float[] {2, -4}, leaf.getGradient().toFloatArray());
        assertArrayEquals(new float[] {0, 0}, value.getGradient().toFloatArray());
        value.stopGradient().muli(3);
        assertArrayEquals(new float[] {3, -6}, leaf.toFloatArray());
      }
      assertThrows(IllegalStateException.class, leaf::toFloatArray);
      try (Replica.Leaves next = new Replica.Leaves(manager, Map.of(parameter, value))) {
        assertArrayEquals(new float[] {0, 0}, next.of(parameter).getGradient().toFloatArray());
      }
      assertArrayEquals(new float[] {3, -6}, value.toFloatArray());
    }
  }

  @Test
  void leaveFrozenParametersAsTheyAre() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Parameter parameter = TestParameters.weight(manager, 1, -2);
      parameter.freeze(true);
      NDArray value = parameter.getArray();
      try (Replica.Leaves leaves = new Replica.Leaves(manager, Map.of(parameter, value))) {
        assertSame(value, leaves.of(parameter));
      }
      assertArrayEquals(new float[] {1, -2}, value.toFloatArray());
    }
  }
}
