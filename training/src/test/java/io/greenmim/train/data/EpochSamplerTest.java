package io.greenmim.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochSamplerTest {

  @Test
  void everyEpochTakesEveryImageOnce() {
    EpochSampler sampler = new EpochSampler(60, 5, 1);
    assertEquals(12, sampler.stepsPerEpoch());
    for (int epoch = 0; epoch < 5; epoch++) {
      assertEquals(60, new HashSet<>(epoch(sampler, 60, 5, epoch)).size());
    }
  }

  @Test
  void incompleteBatchIsLeftOut() {
    EpochSampler sampler = new EpochSampler(14, 4, 1);
    assertEquals(3, sampler.stepsPerEpoch());
    assertEquals(0, sampler.epochOf(2));
    assertEquals(1, sampler.epochOf(3));
    assertEquals(4 * 2 + 3, sampler.positionInEpoch(5, 3));
    List<Integer> taken = epoch(sampler, 14, 4, 0);
    assertEquals(12, new HashSet<>(taken).size());
    HashSet<Integer> over = new HashSet<>(taken);
    for (int epoch = 1; epoch < 10; epoch++) {
      over.addAll(epoch(sampler, 14, 4, epoch));
    }
    assertEquals(14, over.size(), "other epochs leave out others");
  }

  @Test
  void orderIsAFunctionOfSeedAndEpochAlone() {
    EpochSampler forward = new EpochSampler(100, 10, 7);
    EpochSampler backward = new EpochSampler(100, 10, 7);
    for (int step = 0; step < 50; step++) {
      // Asked in another order, over epoch borders.
      assertEquals(forward.indexOf(step, 3), forward.indexOf(step, 3));
      backward.indexOf(49 - step, 3);
      assertEquals(forward.indexOf(step, 4), backward.indexOf(step, 4));
    }
    assertNotEquals(epoch(forward, 100, 10, 0), epoch(forward, 100, 10, 1));
    assertNotEquals(epoch(forward, 100, 10, 0), epoch(new EpochSampler(100, 10, 8), 100, 10, 0));
  }

  /** Every image is as likely as any other to come first. */
  @Test
  void shuffleIsUniform() {
    int[] first = new int[8];
    EpochSampler sampler = new EpochSampler(8, 8, 3);
    for (int epoch = 0; epoch < 8000; epoch++) {
      first[sampler.indexOf(epoch, 0)]++;
    }
    for (int count : first) {
      // Standard deviation 30: six of them.
      assertEquals(1000, count, 180);
    }
  }

  @Test
  void refusesBatchAboveTheDataSet() {
    String message =
        assertThrows(DataException.class, () -> new EpochSampler(12, 64, 0)).getMessage();
    assertTrue(message.startsWith("batch size 64 is above the number of images, 12"), message);
    assertThrows(IllegalArgumentException.class, () -> new EpochSampler(12, 0, 0));
    EpochSampler sampler = new EpochSampler(12, 4, 0);
    assertThrows(IndexOutOfBoundsException.class, () -> sampler.indexOf(-1, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> sampler.indexOf(0, 4));
  }

  private static List<Integer> epoch(EpochSampler sampler, int images, int batch, int epoch) {
    List<Integer> indices = new ArrayList<>();
    int steps = images / batch;
    for (int step = epoch * steps; step < (epoch + 1) * steps; step++) {
      for (int i = 0; i < batch; i++) {
        indices.add(sampler.indexOf(step, i));
      }
    }
    return indices;
  }
}
