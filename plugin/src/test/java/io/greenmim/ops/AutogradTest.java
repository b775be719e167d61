package io.greenmim.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.Test;

class AutogradTest {

  @Test
  void addsToALeafThatNoBackwardPassHasReached() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray leaf = manager.create(new float[] {1, -2});
      leaf.setRequiresGradient(true);
      NDArray gradient = manager.create(new float[] {5, 7});
      Autograd.addGradient(leaf, gradient);
      assertArrayEquals(new float[] {5, 7}, leaf.getGradient().toFloatArray());
      gradient.muli(0);
      assertArrayEquals(new float[] {5, 7}, leaf.getGradient().toFloatArray());
    }
  }

  @Test
  void addsToAGradientThatIsThere() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray leaf = manager.create(new float[] {1, -2});
      leaf.setRequiresGradient(true);
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        collector.backward(leaf.square().sum());
      }
      Autograd.addGradient(leaf, manager.create(new float[] {5, 7}));
      assertArrayEquals(new float[] {7, 3}, leaf.getGradient().toFloatArray());
    }
  }
}
