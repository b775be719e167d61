package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.train.data.DataException;
import io.greenmim.train.data.EpochOrder.Slot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionOrderTest {

  @TempDir private Path folder;

  private static double[] ones(int count) {
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Images 0 to 3 of 11 are wide. */
  private static final boolean[] WIDE = Arrays.copyOf(new boolean[] {true, true, true, true}, 11);

  private static List<List<Slot>> epoch(DetectionOrder order, int epoch) {
    List<List<Slot>> batches = new ArrayList<>();
    for (int i = 0; i < order.batchesPerEpoch(); i++) {
      batches.add(order.batch((long) epoch * order.batchesPerEpoch() + i));
    }
    return batches;
  }

  @Test
  void batchesAreOfOneShapeButForTheLast() {
    DetectionOrder order = new DetectionOrder(WIDE, ones(11), 3, 5);

    assertEquals(3, order.batchesPerEpoch());
    for (int e = 0; e < 20; e++) {
      List<List<Slot>> batches = epoch(order, e);
      List<Integer> seen = new ArrayList<>();
      int mixed = 0;
      for (List<Slot> batch : batches) {
        assertEquals(3, batch.size());
        long wide = batch.stream().filter(slot -> WIDE[slot.sample()]).count();
        mixed += wide % 3 == 0 ? 0 : 1;
        batch.forEach(slot -> seen.add(slot.sample()));
        assertTrue(batch.stream().allMatch(slot -> slot.draw() == 0));
      }
      assertEquals(9, seen.stream().distinct().count(), "no image twice");
      // 4 wide and 7 high ones fill one and two batches; nothing is left to mix.
      assertEquals(0, mixed);
    }
  }

  @Test
  void whatIsLeftIsMixed() {
    boolean[] wide = {true, false, true, false};
    DetectionOrder order = new DetectionOrder(wide, ones(4), 4, 5);

    assertEquals(1, order.batchesPerEpoch());
    assertEquals(List.of(0, 1, 2, 3), order.batch(0).stream().map(Slot::sample).sorted().toList());
  }

  @Test
  void isAFunctionOfSeedAndStep() {
    DetectionOrder order = new DetectionOrder(WIDE, ones(11), 3, 5);
    DetectionOrder again = new DetectionOrder(WIDE, ones(11), 3, 5);

    List<List<Slot>> third = epoch(again, 3);

    assertNotEquals(epoch(order, 0), epoch(order, 1));
    assertEquals(third, epoch(order, 3));
    assertNotEquals(third, epoch(new DetectionOrder(WIDE, ones(11), 3, 6), 3));
    assertEquals(3, order.epochOf(9));
  }

  @Test
  void repeatsByFactor() {
    double[] factors = ones(100);
    factors[7] = 3;
    factors[8] = 2.5;
    DetectionOrder order = new DetectionOrder(new boolean[100], factors, 1, 5);
    int[] taken = new int[100];

    assertEquals(103, order.batchesPerEpoch());
    for (long step = 0; step < 400 * 103; step++) {
      Slot slot = order.batch(step).get(0);
      taken[slot.sample()]++;
      assertTrue(slot.draw() < 4);
    }

    assertEquals(3 * 400, taken[7], 60);
    assertEquals(2.5 * 400, taken[8], 60);
    assertEquals(400, taken[9], 25);
  }

  @Test
  void refusesTooFewImages() {
    DataException refused =
        assertThrows(DataException.class, () -> new DetectionOrder(new boolean[3], ones(3), 4, 1));

    assertEquals(
        "batch size 4 is above the number of images, 3; lower the batch size or add images",
        refused.getMessage());
  }

  @Test
  void rareCategoriesAreRepeated() throws IOException {
    CocoDataset dataset = DrawnDataset.draw(folder, 9);
    TrainingImages images = TrainingImages.of(dataset, true);

    double[] factors = RepeatFactors.byFrequency(images, 0.5);

    // Category 5 is in images 4 and 8 of nine, category 7 in six, image 2 has none.
    double rare = Math.sqrt(0.5 / (2 / 9.0));
    assertArrayEquals(new double[] {1, 1, 1, rare, 1, 1, 1, rare, 1}, factors, 1e-12);
    assertArrayEquals(ones(9), RepeatFactors.byFrequency(images, 0), 0);
  }

  @Test
  void imagesWithoutObjectsMayBeLeftOut() throws IOException {
    CocoDataset dataset = DrawnDataset.draw(folder, 4);

    TrainingImages filtered = TrainingImages.of(dataset, false);

    assertEquals(4, TrainingImages.of(dataset, true).size());
    assertEquals(3, filtered.size());
    assertEquals(2, filtered.place(1));
    assertArrayEquals(new boolean[] {true, true, false}, filtered.wide());
  }
}
