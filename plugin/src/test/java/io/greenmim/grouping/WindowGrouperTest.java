package io.greenmim.grouping;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.GridSize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WindowGrouperTest {

  /** A 4 x 6 grid with windows of 2: window 0 holds 1 token, 1 holds 4, 2 holds 2, 3 holds 3. */
  private static final int[] VISIBLE = {1, 2, 3, 4, 5, 8, 9, 12, 13, 18};

  private static final WindowPartition GRID = new WindowPartition(4, 6, 2, 0);

  @Test
  void fillsSlotsByHand() {
    GroupPlan plan = WindowGrouper.plan(VISIBLE, GRID, 1, GroupingMode.FIXED);
    // Groups of 4: window 0 + 3 (earliest subset of sum 4), window 1, window 2 with two paddings.
    assertEquals(new GridSize(2, 2), plan.window());
    assertEquals(10, plan.slotOfToken().length);
    assertEquals(3, plan.groups());
    assertEquals(4, plan.groupSize());
    assertEquals(2, plan.tokenOfSlot().length - plan.slotOfToken().length);
    assertArrayEquals(new int[] {1, 1, 1, 1, 0, 3, 3, 3, 2, 2, -1, -1}, plan.windowOfSlot());
    assertArrayEquals(new int[] {1, 2, 5, 6, 0, 7, 8, 9, 3, 4, 0, 0}, plan.tokenOfSlot());
    assertArrayEquals(new int[] {4, 0, 1, 8, 9, 2, 3, 5, 6, 7}, plan.slotOfToken());
    assertArrayEquals(new int[] {0, 1, 2, 3, 1, 0, 1, 2, 0, 1, 0, 0}, plan.positionOfSlot());
    assertEquals(3 * (4 * 4 * 25 + 2 * 16 * 5), cost(plan, 5));
  }

  @Test
  void tellsPairsByHand() {
    GroupPlan plan =
        WindowGrouper.plan(new int[] {0, 3}, new WindowPartition(2, 2, 2, 0), 1, GroupingMode.AUTO);
    // Positions (0,0) and (1,1) in a 3 x 3 table: (0,0) -> 4, (-1,-1) -> 0, (1,1) -> 8.
    assertArrayEquals(new int[] {4, 0, 8, 4}, plan.relativePositionIndex());
    assertArrayEquals(new boolean[] {true, true, true, true}, plan.attends());
  }

  @Test
  void groupsFewTokensInOptimalModeAlone() {
    // Two full windows, 8 = 2 x 2^2 tokens. C = 1: 2 groups of 4 cost 96, 1 group of 8 costs 160.
    int[] visible = {0, 1, 2, 3, 4, 5, 6, 7};
    WindowPartition partition = new WindowPartition(2, 4, 2, 0);
    assertEquals(2, WindowGrouper.plan(visible, partition, 1, GroupingMode.OPTIMAL).groups());
    assertEquals(1, WindowGrouper.plan(visible, partition, 1, GroupingMode.AUTO).groups());
    assertEquals(1, WindowGrouper.plan(visible, partition, 1, GroupingMode.FIXED).groups());
    assertEquals(1, WindowGrouper.plan(visible, partition, 1, GroupingMode.MASKING).groups());
  }

  @Property(seed = "8", tries = 300, edgeCases = EdgeCasesMode.NONE)
  void groupedAttentionIsWindowAttentionOfVisibleTokens(
      @ForAll @IntRange(min = 1, max = 16) int height,
      @ForAll @IntRange(min = 1, max = 16) int width,
      @ForAll @IntRange(min = 1, max = 6) int window,
      @ForAll GroupingMode mode,
      @ForAll long seed) {
    int shift = (int) Math.floorMod(seed, (long) window);
    int[] visible = randomTokens(height * width, seed);
    WindowPartition partition = new WindowPartition(height, width, window, shift);
    GroupPlan plan = WindowGrouper.plan(visible, partition, 32, mode);
    assertEveryTokenHasOneSlot(plan, visible.length);
    assertPairs(plan, visible, new CyclicWindows(height, width, window, shift));
  }

  @Property(seed = "12", tries = 200, edgeCases = EdgeCasesMode.NONE)
  void windowsOfSeveralImagesShareGroupsAndNothingElse(
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(min = 1, max = 5) int window,
      @ForAll @IntRange(min = 2, max = 4) int images,
      @ForAll GroupingMode mode,
      @ForAll long seed) {
    int shift = (int) Math.floorMod(seed, (long) window);
    int each = 1 + (int) Math.floorMod(seed, (long) height * width);
    List<int[]> visible =
        IntStream.range(0, images).mapToObj(i -> tokens(height * width, each, seed + i)).toList();
    WindowPartition partition = new WindowPartition(height, width, window, shift);
    GroupPlan plan = WindowGrouper.plan(visible, partition, 32, mode);
    assertEquals(images, plan.images());
    assertEveryTokenHasOneSlot(plan, images * each);
    if (mode == GroupingMode.MASKING) {
      assertEquals(images, plan.groups());
      assertEquals(each, plan.groupSize());
    }
    CyclicWindows cyclic = new CyclicWindows(height, width, window, shift);
    boolean[] attends = plan.attends();
    int pairs = 0;
    for (int pair = 0; pair < attends.length; pair++) {
      int query = pair / plan.groupSize();
      int key = query / plan.groupSize() * plan.groupSize() + pair % plan.groupSize();
      if (plan.windowOfSlot()[query] != GroupPlan.PADDING
          && plan.windowOfSlot()[key] != GroupPlan.PADDING) {
        int a = plan.tokenOfSlot()[query];
        int b = plan.tokenOfSlot()[key];
        boolean expected =
            a % images == b % images
                && cyclic.attend(
                    visible.get(a % images)[a / images], visible.get(b % images)[b / images]);
        assertEquals(expected, attends[pair]);
        pairs += expected ? 1 : 0;
      }
    }
    int expected = visible.stream().mapToInt(tokens -> countPairs(tokens, cyclic)).sum();
    assertEquals(expected, pairs, "no pair is cut by a group border");
  }

  /** So many random cells of a grid, ascending. */
  private static int[] tokens(int cells, int count, long seed) {
    List<Integer> all = new ArrayList<>(IntStream.range(0, cells).boxed().toList());
    Collections.shuffle(all, new Random(seed));
    return all.subList(0, count).stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  @Test
  void sixteenImagesShareGroupsAndTheNextShareOthers() {
    int images = 35;
    List<int[]> visible =
        IntStream.range(0, images).mapToObj(image -> tokens(64, 20, image)).toList();
    for (GroupingMode mode :
        List.of(GroupingMode.OPTIMAL, GroupingMode.PAIRS, GroupingMode.FIXED)) {
      GroupPlan plan = WindowGrouper.plan(visible, new WindowPartition(8, 8, 3, 1), 1, mode);
      assertEveryTokenHasOneSlot(plan, images * 20);
      int[] token = plan.tokenOfSlot();
      int[] window = plan.windowOfSlot();
      List<Set<Integer>> parts =
          IntStream.range(0, plan.groups())
              .mapToObj(
                  group ->
                      IntStream.range(group * plan.groupSize(), (group + 1) * plan.groupSize())
                          .filter(slot -> window[slot] != GroupPlan.PADDING)
                          .mapToObj(slot -> token[slot] % images / 16)
                          .collect(Collectors.toSet()))
              .toList();
      parts.forEach(part -> assertEquals(1, part.size()));
      assertEquals(
          Set.of(0, 1, 2), parts.stream().flatMap(Set::stream).collect(Collectors.toSet()));
    }
  }

  @Test
  void imagesThatShowDifferentNumbersOfTokensAreRefused() {
    List<int[]> uneven = List.of(new int[] {0}, new int[] {0, 1});
    assertEquals(
        "visible tokens: expected as many in each image, got 1 and 2",
        assertThrows(
                IllegalArgumentException.class,
                () -> WindowGrouper.plan(uneven, GRID, 1, GroupingMode.OPTIMAL))
            .getMessage());
  }

  private static void assertEveryTokenHasOneSlot(GroupPlan plan, int tokens) {
    int slots = plan.groups() * plan.groupSize();
    assertEquals(tokens, plan.slotOfToken().length);
    assertEquals(slots, plan.tokenOfSlot().length);
    boolean[] used = new boolean[slots];
    for (int token = 0; token < tokens; token++) {
      int slot = plan.slotOfToken()[token];
      assertEquals(token, plan.tokenOfSlot()[slot]);
      assertFalse(used[slot]);
      used[slot] = true;
    }
    for (int slot = 0; slot < slots; slot++) {
      assertEquals(used[slot], plan.windowOfSlot()[slot] != GroupPlan.PADDING);
      assertTrue(used[slot] || plan.tokenOfSlot()[slot] == 0);
      assertTrue(used[slot] || plan.positionOfSlot()[slot] == 0);
    }
  }

  private static void assertPairs(GroupPlan plan, int[] visible, CyclicWindows cyclic) {
    int size = plan.groupSize();
    boolean[] attends = plan.attends();
    int[] relative = plan.relativePositionIndex();
    int[] tokenOfSlot = plan.tokenOfSlot();
    int[] windowOfSlot = plan.windowOfSlot();
    int tableSide = 2 * plan.window().width() - 1;
    int pairs = 0;
    for (int i = 0; i < plan.groups() * size; i++) {
      for (int place = 0; place < size; place++) {
        int j = i / size * size + place;
        int pair = i * size + place;
        assertTrue(relative[pair] >= 0 && relative[pair] < tableSide * tableSide);
        if (windowOfSlot[i] == GroupPlan.PADDING || windowOfSlot[j] == GroupPlan.PADDING) {
          assertEquals(i == j, attends[pair]);
          continue;
        }
        int a = visible[tokenOfSlot[i]];
        int b = visible[tokenOfSlot[j]];
        assertEquals(cyclic.attend(a, b), attends[pair]);
        if (attends[pair]) {
          pairs++;
          int row = cyclic.rowDistance(a, b) + plan.window().width() - 1;
          int col = cyclic.colDistance(a, b) + plan.window().width() - 1;
          assertEquals(row * tableSide + col, relative[pair]);
        }
      }
    }
    assertEquals(countPairs(visible, cyclic), pairs, "no pair is cut by a group border");
  }

  private static int countPairs(int[] visible, CyclicWindows cyclic) {
    int pairs = 0;
    for (int a : visible) {
      for (int b : visible) {
        pairs += cyclic.attend(a, b) ? 1 : 0;
      }
    }
    return pairs;
  }

  @Property(seed = "9", tries = 200)
  void choosesTheGroupsOfItsMode(
      @ForAll @IntRange(min = 1, max = 20) int side,
      @ForAll @IntRange(min = 1, max = 5) int window,
      @ForAll long seed) {
    int[] visible = randomTokens(side * side, seed);
    WindowPartition partition = new WindowPartition(side, side, window, window / 2);
    GroupPlan optimal = WindowGrouper.plan(visible, partition, 8, GroupingMode.OPTIMAL);
    GroupPlan fixed = WindowGrouper.plan(visible, partition, 8, GroupingMode.FIXED);
    GroupPlan masking = WindowGrouper.plan(visible, partition, 8, GroupingMode.MASKING);
    GroupPlan auto = WindowGrouper.plan(visible, partition, 8, GroupingMode.AUTO);
    assertEquals(1, masking.groups());
    assertEquals(visible.length, masking.groupSize());
    assertArrayEquals(IntStream.range(0, visible.length).toArray(), masking.tokenOfSlot());
    assertTrue(cost(optimal, 8) <= cost(masking, 8));
    assertTrue(cost(optimal, 8) <= cost(fixed, 8));
    GroupPlan pairs = WindowGrouper.plan(visible, partition, 8, GroupingMode.PAIRS);
    for (GroupPlan other : List.of(optimal, fixed, masking, auto)) {
      assertTrue(
          pairs.attends().length <= other.attends().length, "no mode has fewer pairs of slots");
    }
    if (visible.length <= 2 * window * window) {
      assertEqualPlans(masking, auto);
      assertEqualPlans(masking, fixed);
    } else {
      assertEqualPlans(optimal, auto);
      assertTrue(fixed.groupSize() <= window * window);
    }
  }

  private static void assertEqualPlans(GroupPlan expected, GroupPlan actual) {
    assertEquals(expected.groupSize(), actual.groupSize());
    assertArrayEquals(expected.tokenOfSlot(), actual.tokenOfSlot());
    assertArrayEquals(expected.slotOfToken(), actual.slotOfToken());
    assertArrayEquals(expected.windowOfSlot(), actual.windowOfSlot());
  }

  @Test
  void rejectsTokensThatAreNoVisibleList() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> WindowGrouper.plan(new int[0], GRID, 1, GroupingMode.AUTO))
            .getMessage();
    assertEquals("visible tokens: expected at least 1, got none", message);
    for (int[] wrong : new int[][] {{3, 3}, {4, 2}, {24}, {-1}}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> WindowGrouper.plan(wrong, GRID, 1, GroupingMode.AUTO));
    }
  }

  /** A random, non-empty, ascending subset of the cells of a grid. */
  private static int[] randomTokens(int cells, long seed) {
    Random random = new Random(seed);
    double share = random.nextDouble();
    int[] tokens = IntStream.range(0, cells).filter(i -> random.nextDouble() < share).toArray();
    return tokens.length > 0 ? tokens : new int[] {random.nextInt(cells)};
  }

  private static long cost(GroupPlan plan, int channels) {
    return Packing.Cost.published(channels).of(plan.groups(), plan.groupSize());
  }
}
