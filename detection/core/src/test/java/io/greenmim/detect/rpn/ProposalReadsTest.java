package io.greenmim.detect.rpn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.greenmim.detect.testing.ArrayCalls;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way of the best anchors to the host. */
class ProposalReadsTest {

  /** Logits 0, 5, 10 and so on: the last anchors of a level are the best, and come first. */
  @Test
  void readsOnceAfterTheWorkOfAllLevels() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray predictions =
          manager
              .arange(2 * 9 * ProposalNetwork.PREDICTIONS)
              .toType(DataType.FLOAT32, false)
              .reshape(new Shape(2, 9, ProposalNetwork.PREDICTIONS));
      ArrayCalls calls = new ArrayCalls();
      List<List<LevelOutput>> best =
          ProposalNetwork.best(calls.watch(predictions), new int[] {5, 3, 1}, 2);

      assertEquals(
          List.of("topK", "gather", "topK", "gather", "topK", "gather", "toFloatArray"),
          calls.of(ArrayCalls.READ + "|topK|gather"));
      assertEquals(2, best.size());
      LevelOutput second = best.get(1).get(1); // the second image's second level
      assertArrayEquals(new int[] {2, 1}, second.anchors());
      assertArrayEquals(new float[] {45 + 35, 45 + 30}, second.logits());
      assertArrayEquals(new float[] {81, 82, 83, 84, 76, 77, 78, 79}, second.deltas());
      assertArrayEquals(new int[] {0}, best.get(0).get(2).anchors());
    }
  }
}
