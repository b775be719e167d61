package io.greenmim.grouping;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.grouping.GreenPlanner.Settings;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GreenPlannerTest {
  private static final List<Integer> CHANNELS = List.of(8, 16, 32, 64);

  @Test
  void repeatsTheGroupsOfThePublishedCodeAtWindow7() {
    // The mask of the reference run with window 7; its log lists shift, group size and groups.
    PatchMask mask = parse("0110111101100111101111011101111111111111000111011");
    GreenPlan plan = planner(List.of(7, 7, 7, 7), GroupingMode.FIXED).plan(mask);
    assertEquals(
        List.of(List.of(0, 49, 16), List.of(3, 49, 17), List.of(0, 25, 8), List.of(3, 28, 7)),
        groupings(plan));
  }

  @Test
  void repeatsTheGroupsOfThePublishedCodeAtWindow14() {
    PatchMask mask = parse("0101000111011110111111011111011111011111111110110");
    GreenPlan plan = planner(List.of(14, 14, 14, 7), GroupingMode.FIXED).plan(mask);
    assertEquals(List.of(List.of(0, 112, 8), List.of(7, 98, 8)), groupings(plan));
  }

  /**
   * Shift, group size and groups of every partition that is grouped, as the reference logs them.
   */
  private static List<List<Integer>> groupings(GreenPlan plan) {
    List<List<Integer>> list = new ArrayList<>();
    for (StagePlan stage : plan.stages()) {
      for (GroupPlan groups : List.of(stage.regular(), stage.shifted())) {
        if (groups.groups() > 1) {
          int shift = groups.equals(stage.regular()) ? 0 : groups.window() / 2;
          list.add(List.of(shift, groups.groupSize(), groups.groups()));
        }
      }
    }
    return list;
  }

  @Test
  void plansSwinStages() {
    PatchMask mask = new RandomMaskGenerator(1, 0.75).generate(0, 7, 7);
    GreenPlan plan = planner(List.of(7, 7, 7, 7), GroupingMode.AUTO).plan(mask);
    assertSame(mask, plan.mask());
    assertEquals(56, plan.gridHeight());
    assertEquals(56, plan.gridWidth());
    assertArrayEquals(mask.visibleTokens(8), plan.patchIndices());
    int[] sides = {56, 28, 14, 7};
    int[] tokens = {768, 192, 48, 12};
    assertEquals(4, plan.stages().size());
    for (int i = 0; i < 4; i++) {
      StagePlan stage = plan.stages().get(i);
      assertEquals(sides[i], stage.height());
      assertEquals(sides[i], stage.width());
      assertEquals(tokens[i], stage.tokens());
      assertEquals(tokens[i], stage.shifted().tokens());
      assertEquals(i < 3 ? tokens[i] : 0, stage.mergeIndices().length);
    }
    assertNotSame(plan.stages().get(2).regular(), plan.stages().get(2).shifted());
    assertSame(plan.stages().get(3).regular(), plan.stages().get(3).shifted());
  }

  @Test
  void mergesQuadruplesByHand() {
    // Patches (0,0) and (0,1) of a 1 x 3 grid, 2 tokens a side: rows 0 1 2 3 | 4 5 6 7 of the list.
    PatchMask mask = new PatchMask(1, 3, new boolean[] {false, false, true});
    Settings settings = new Settings(2, List.of(2, 2), List.of(4, 8), GroupingMode.AUTO);
    StagePlan stage = new GreenPlanner(settings).plan(mask).stages().get(0);
    assertArrayEquals(new int[] {0, 4, 1, 5, 2, 6, 3, 7}, stage.mergeIndices());
  }

  @Property(seed = "10", tries = 100, edgeCases = EdgeCasesMode.NONE)
  void mergesTheFourTokensUnderEachNextToken(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 6) int rows,
      @ForAll @IntRange(min = 2, max = 6) int cols,
      @ForAll @IntRange(min = 1, max = 2) int multiple) {
    PatchMask mask = new RandomMaskGenerator(seed, 0.6).generate(0, rows, cols);
    int[] scales = {4 * multiple, 2 * multiple, multiple};
    Settings settings =
        new Settings(scales[0], List.of(3, 3, 3), List.of(4, 8, 16), GroupingMode.AUTO);
    GreenPlan plan = new GreenPlanner(settings).plan(mask);
    for (int i = 0; i < 2; i++) {
      int[] fine = mask.visibleTokens(scales[i]);
      int[] coarse = mask.visibleTokens(scales[i + 1]);
      int width = cols * scales[i];
      int[] merge = plan.stages().get(i).mergeIndices();
      assertEquals(4 * coarse.length, merge.length);
      for (int k = 0; k < merge.length; k++) {
        int row = coarse[k / 4] / (width / 2) * 2 + (k % 4) % 2;
        int col = coarse[k / 4] % (width / 2) * 2 + (k % 4) / 2;
        assertEquals(row * width + col, fine[merge[k]]);
      }
      assertArrayEquals(
          IntStream.range(0, fine.length).toArray(), Arrays.stream(merge).sorted().toArray());
    }
  }

  @Test
  void givesEqualPlansForEqualMasks() {
    GreenPlanner planner = planner(List.of(7, 7, 7, 7), GroupingMode.OPTIMAL);
    RandomMaskGenerator generator = new RandomMaskGenerator(2, 0.75);
    List<GreenPlan> parallel =
        IntStream.range(0, 40)
            .parallel()
            .mapToObj(step -> planner.plan(generator.generate(step, 7, 7)))
            .toList();
    for (int step = 0; step < 40; step++) {
      GreenPlan plan = planner.plan(generator.generate(step, 7, 7));
      assertEquals(plan, parallel.get(step));
      assertEquals(plan.hashCode(), parallel.get(step).hashCode());
    }
    assertNotEquals(parallel.get(0), parallel.get(1));
  }

  @Test
  void plansADenseImage() {
    GreenPlan plan = planner(List.of(7, 7, 7, 7), GroupingMode.OPTIMAL).plan(PatchMask.none(7, 7));
    GroupPlan first = plan.stages().get(0).regular();
    assertEquals(64, first.groups());
    assertEquals(49, first.groupSize());
    assertEquals(0, first.paddingSlots());
  }

  @Test
  void rejectsAMaskThatHidesEverything() {
    PatchMask mask = new PatchMask(1, 2, new boolean[] {true, true});
    GreenPlanner planner = planner(List.of(7, 7, 7, 7), GroupingMode.AUTO);
    String message =
        assertThrows(IllegalArgumentException.class, () -> planner.plan(mask)).getMessage();
    assertEquals("mask of a 1x2 grid: expected at least 1 visible patch, got none", message);
  }

  @Test
  void rejectsSettingsThatFitNoEncoder() {
    List<Integer> windows = List.of(7, 7, 7, 7);
    assertRejected(
        "tokens per mask patch side: expected a positive multiple of 8 for 4 stages, got 4",
        () -> new Settings(4, windows, CHANNELS, GroupingMode.AUTO));
    assertRejected(
        "tokens per mask patch side: expected a positive multiple of 8 for 4 stages, got 0",
        () -> new Settings(0, windows, CHANNELS, GroupingMode.AUTO));
    assertRejected(
        "channels: expected one for each of 4 stages, got [8]",
        () -> new Settings(8, windows, List.of(8), GroupingMode.AUTO));
    assertRejected(
        "windows: expected at least 1 each, got [7, 0, 7, 7]",
        () -> new Settings(8, List.of(7, 0, 7, 7), CHANNELS, GroupingMode.AUTO));
    assertRejected(
        "channels: expected at least 1 each, got [8, 16, -1, 64]",
        () -> new Settings(8, windows, List.of(8, 16, -1, 64), GroupingMode.AUTO));
    assertRejected(
        "stages: expected 1 to 16 windows, got 0",
        () -> new Settings(8, List.of(), List.of(), GroupingMode.AUTO));
    assertRejected(
        "grouping mode: expected one of [OPTIMAL, FIXED, MASKING, AUTO], got none",
        () -> new Settings(8, windows, CHANNELS, null));
  }

  private static void assertRejected(String message, Runnable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }

  private static GreenPlanner planner(List<Integer> windows, GroupingMode mode) {
    return new GreenPlanner(new Settings(8, windows, CHANNELS, mode));
  }

  private static PatchMask parse(String digits) {
    boolean[] masked = new boolean[digits.length()];
    for (int i = 0; i < masked.length; i++) {
      masked[i] = digits.charAt(i) == '1';
    }
    return new PatchMask(7, 7, masked);
  }
}
