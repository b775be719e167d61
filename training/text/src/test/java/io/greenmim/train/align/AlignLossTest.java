package io.greenmim.train.align;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

/** The losses beside their definitions. */
class AlignLossTest {

  private static final float[] LOGITS = {1, -2, 0.5f, 3};

  private static double of(AlignLoss loss, float... belongs) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray logits = manager.create(LOGITS, new Shape(2, 2));
      return loss.of(logits, manager.create(belongs, new Shape(2, 2))).getFloat();
    }
  }

  private static double softPlus(double x) {
    return Math.log1p(Math.exp(x));
  }

  @Test
  void sigmoidLossTellsEachPairAlone() {
    double expected = (softPlus(-1) + softPlus(-2) + softPlus(0.5) + softPlus(-3)) / 2;
    assertEquals(expected, of(AlignLoss.SIGLIP, 1, 0, 0, 1), 1e-6);
  }

  @Test
  void crossEntropyChoosesBothWays() {
    double rows = softPlus(-2 - 1) + softPlus(0.5 - 3);
    double columns = softPlus(0.5 - 1) + softPlus(-2 - 3);
    assertEquals((rows + columns) / 4, of(AlignLoss.CLIP, 1, 0, 0, 1), 1e-6);
  }

  /** Where both sentences are said of both images, each choice is shared. */
  @Test
  void whatBelongsToSeveralIsShared() {
    double rows = (softPlus(-3) + softPlus(3) + softPlus(-2.5) + softPlus(2.5)) / 2;
    double columns = (softPlus(-0.5) + softPlus(0.5) + softPlus(-5) + softPlus(5)) / 2;
    assertEquals((rows + columns) / 4, of(AlignLoss.CLIP, 1, 1, 1, 1), 1e-6);
  }
}
