package io.greenmim.grouping;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.grouping.KnapsackPacker.TieBreak;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KnapsackPackerTest {

  @Test
  void fillsGroupsAsFullAsPossible() {
    // 5 + 5 = 10 leaves before the larger 6 + 3 = 9.
    Packing packing = new KnapsackPacker(new int[] {6, 5, 3, 5}).pack(10, TieBreak.LARGEST);
    assertEquals(new Packing(10, 2, new int[] {1, 0, 1, 0}), packing);
  }

  @Test
  void breaksTiesAsTheRuleSays() {
    int[] counts = {2, 3, 1, 5, 4};
    // Sums of 5: {2, 3} ends earliest, {5} holds the largest item.
    Packing earliest = new KnapsackPacker(counts).pack(5, TieBreak.EARLIEST);
    assertArrayEquals(new int[] {0, 0, 2, 1, 2}, earliest.groupOfItem());
    Packing largest = new KnapsackPacker(counts).pack(5, TieBreak.LARGEST);
    assertArrayEquals(new int[] {2, 2, 1, 0, 1}, largest.groupOfItem());
  }

  @Test
  void keepsTheRuleOfFewerGroups() {
    // Earliest spends the ones on 1 + 1 + 1, largest fills each gap beside a two.
    KnapsackPacker twos = new KnapsackPacker(new int[] {1, 1, 1, 2, 2, 2});
    assertEquals(4, twos.pack(3, TieBreak.EARLIEST).groups());
    assertEquals(3, twos.pack(3, TieBreak.LARGEST).groups());
    assertEquals(3, twos.pack(3).groups());
    KnapsackPacker threes = new KnapsackPacker(new int[] {2, 2, 3, 3, 3, 3, 3, 4});
    assertEquals(3, threes.pack(8, TieBreak.EARLIEST).groups());
    assertEquals(4, threes.pack(8, TieBreak.LARGEST).groups());
    assertEquals(3, threes.pack(8).groups());
  }

  @Property(seed = "2", tries = 1000)
  void equalsBruteForce(
      @ForAll @Size(min = 1, max = 9) List<@IntRange(min = 1, max = 30) Integer> sizes,
      @ForAll @IntRange(min = 0, max = 100) int slack,
      @ForAll TieBreak tieBreak) {
    int[] counts = toArray(sizes);
    int capacity = Arrays.stream(counts).max().orElseThrow() + slack;
    Packing packing = new KnapsackPacker(counts).pack(capacity, tieBreak);
    assertEquals(BruteForcePacker.pack(counts, capacity, tieBreak), packing);
  }

  @Property(seed = "3", tries = 500)
  void putsEveryItemIntoOneGroupWithinCapacity(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = 200) Integer> sizes,
      @ForAll @IntRange(min = 0, max = 300) int slack) {
    int[] counts = toArray(sizes);
    int capacity = Arrays.stream(counts).max().orElseThrow() + slack;
    KnapsackPacker packer = new KnapsackPacker(counts);
    Packing packing = packer.pack(capacity);
    int[] filled = new int[packing.groups()];
    int[] groupOfItem = packing.groupOfItem();
    assertEquals(counts.length, groupOfItem.length);
    for (int item = 0; item < counts.length; item++) {
      filled[groupOfItem[item]] += counts[item];
    }
    for (int group = 0; group < filled.length; group++) {
      assertTrue(filled[group] >= 1 && filled[group] <= capacity);
      assertTrue(group == 0 || filled[group] <= filled[group - 1], "later groups are no fuller");
    }
    assertEquals(
        Math.min(
            packer.pack(capacity, TieBreak.EARLIEST).groups(),
            packer.pack(capacity, TieBreak.LARGEST).groups()),
        packing.groups());
  }

  @Property(seed = "4", tries = 500)
  void givesUpExactlyWhereMoreGroupsAreNeeded(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 40) Integer> sizes,
      @ForAll @IntRange(min = 0, max = 60) int slack) {
    int[] counts = toArray(sizes);
    int capacity = Arrays.stream(counts).max().orElseThrow() + slack;
    KnapsackPacker packer = new KnapsackPacker(counts);
    int groups = packer.pack(capacity).groups();
    assertEquals(groups, packer.packWithin(capacity, groups).orElseThrow().groups());
    assertTrue(packer.packWithin(capacity, groups - 1).isEmpty());
  }

  @Property(seed = "7", tries = 200)
  void partsArePackedAsIfTheyWereAlone(
      @ForAll @Size(min = 2, max = 5)
          List<@Size(min = 1, max = 12) List<@IntRange(min = 1, max = 40) Integer>> sizes,
      @ForAll @IntRange(min = 0, max = 60) int slack,
      @ForAll TieBreak tieBreak) {
    int[][] parts = sizes.stream().map(KnapsackPackerTest::toArray).toArray(int[][]::new);
    KnapsackPacker together = new KnapsackPacker(parts);
    int capacity = together.largest() + slack;
    int[] groupOfItem = new int[together.items()];
    int item = 0;
    int groups = 0;
    long work = 0;
    for (int[] part : parts) {
      KnapsackPacker packer = new KnapsackPacker(part);
      Packing alone = packer.pack(capacity, tieBreak);
      for (int group : alone.groupOfItem()) {
        groupOfItem[item++] = groups + group;
      }
      groups += alone.groups();
      work += packer.work();
    }
    assertEquals(new Packing(capacity, groups, groupOfItem), together.pack(capacity, tieBreak));
    assertEquals(work, together.work(), "words of tables");
    assertTrue(together.packWithin(capacity, together.pack(capacity).groups() - 1).isEmpty());
  }

  @Test
  void rejectsWhatCannotBePacked() {
    assertThrows(IllegalArgumentException.class, () -> new KnapsackPacker(new int[0]));
    assertThrows(IllegalArgumentException.class, () -> new KnapsackPacker(new int[] {3, 0}));
    assertThrows(
        ArithmeticException.class, () -> new KnapsackPacker(new int[] {Integer.MAX_VALUE, 1}));
    KnapsackPacker packer = new KnapsackPacker(new int[] {3, 8});
    String message =
        assertThrows(IllegalArgumentException.class, () -> packer.pack(7)).getMessage();
    assertEquals("group capacity: expected at least the largest item 8, got 7", message);
  }

  private static int[] toArray(List<Integer> sizes) {
    return sizes.stream().mapToInt(Integer::intValue).toArray();
  }
}
