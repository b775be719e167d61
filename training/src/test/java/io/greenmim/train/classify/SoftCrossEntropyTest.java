package io.greenmim.train.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.Test;

/** The loss by hand: two images of three classes. */
class SoftCrossEntropyTest {

  private static final float[] LOGITS = {1, 2, 3, 0, 0, 0};
  private static final float[] TARGETS = {0.1f, 0.2f, 0.7f, 2, 0, 0};

  @Test
  void isTheMeanOverImagesOfWeightedSharesWithTheirGradient() {
    double sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
    double first = Math.log(sum) - (0.1 + 0.4 + 2.1);
    double second = 2 * Math.log(3);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray logits = manager.create(LOGITS, new Shape(2, 3));
      logits.setRequiresGradient(true);
      NDArray targets = manager.create(TARGETS, new Shape(2, 3));
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDArray loss = SoftCrossEntropy.of(logits, targets);
        assertEquals((first + second) / 2, loss.getFloat(), 1e-6);
        collector.backward(loss);
      }
      // (softmax x sum of the targets - targets) / images
      float[] expected = {
        (float) (Math.exp(1) / sum - 0.1) / 2,
        (float) (Math.exp(2) / sum - 0.2) / 2,
        (float) (Math.exp(3) / sum - 0.7) / 2,
        (2f / 3 - 2) / 2,
        1f / 3,
        1f / 3
      };
      assertArrayEquals(expected, logits.getGradient().toFloatArray(), 1e-6f);
    }
  }
}
