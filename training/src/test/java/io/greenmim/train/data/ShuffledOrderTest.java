package io.greenmim.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShuffledOrderTest {

  @Test
  void everyEpochTakesEveryImageOnce() {
    ShuffledOrder order = new ShuffledOrder(60, 5, 1);
    assertEquals(12, order.batchesPerEpoch());
    for (int epoch = 0; epoch < 5; epoch++) {
      assertEquals(60, new HashSet<>(epoch(order, 60, 5, epoch)).size());
    }
  }

  @Test
  void incompleteBatchIsLeftOut() {
    ShuffledOrder order = new ShuffledOrder(14, 4, 1);
    assertEquals(3, order.batchesPerEpoch());
    assertEquals(0, order.epochOf(2));
    assertEquals(1, order.epochOf(3));
    assertEquals(4 * 2 + 3, order.batch(5).get(3).draw());
    List<Integer> taken = epoch(order, 14, 4, 0);
    assertEquals(12, new HashSet<>(taken).size());
    HashSet<Integer> over = new HashSet<>(taken);
    for (int epoch = 1; epoch < 10; epoch++) {
      over.addAll(epoch(order, 14, 4, epoch));
    }
    assertEquals(14, over.size(), "other epochs leave out others");
  }

  @Test
  void orderIsAFunctionOfSeedAndEpochAlone() {
    ShuffledOrder forward = new ShuffledOrder(100, 10, 7);
    ShuffledOrder backward = new ShuffledOrder(100, 10, 7);
    for (int step = 0; step < 50; step++) {
      // Asked in another order, over epoch borders.
      assertEquals(forward.batch(step).get(3).sample(), forward.batch(step).get(3).sample());
      backward.batch(49 - step).get(3).sample();
      assertEquals(forward.batch(step).get(4).sample(), backward.batch(step).get(4).sample());
    }
    assertNotEquals(epoch(forward, 100, 10, 0), epoch(forward, 100, 10, 1));
    assertNotEquals(epoch(forward, 100, 10, 0), epoch(new ShuffledOrder(100, 10, 8), 100, 10, 0));
  }

  /** Every image is as likely as any other to come first. */
  @Test
  void shuffleIsUniform() {
    int[] first = new int[8];
    ShuffledOrder order = new ShuffledOrder(8, 8, 3);
    for (int epoch = 0; epoch < 8000; epoch++) {
      first[order.batch(epoch).get(0).sample()]++;
    }
    for (int count : first) {
      // Standard deviation 30: six of them.
      assertEquals(1000, count, 180);
    }
  }

  @Test
  void refusesBatchAboveTheDataSet() {
    String message =
        assertThrows(DataException.class, () -> new ShuffledOrder(12, 64, 0)).getMessage();
    assertTrue(message.startsWith("batch size 64 is above the number of images, 12"), message);
    assertThrows(IllegalArgumentException.class, () -> new ShuffledOrder(12, 0, 0));
    ShuffledOrder order = new ShuffledOrder(12, 4, 0);
    assertThrows(IndexOutOfBoundsException.class, () -> order.batch(-1));
  }

  private static List<Integer> epoch(ShuffledOrder order, int images, int batch, int epoch) {
    List<Integer> indices = new ArrayList<>();
    int steps = images / batch;
    for (int step = epoch * steps; step < (epoch + 1) * steps; step++) {
      for (int i = 0; i < batch; i++) {
        indices.add(order.batch(step).get(i).sample());
      }
    }
    return indices;
  }
}
