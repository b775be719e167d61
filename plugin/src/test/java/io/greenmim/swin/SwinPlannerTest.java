package io.greenmim.swin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.config.ImageSize;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.grouping.WindowLayout;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SwinPlannerTest {
  @Test
  void repeatsTheGroupsOfThePublishedCodeAtWindow7() {
    // The mask of the reference run with window 7; its log lists shift, group size and groups.
    PatchMask mask = parse("0110111101100111101111011101111111111111000111011");
    SwinPlan plan = planner(7, GroupingMode.FIXED).plan(List.of(mask));
    assertEquals(
        List.of(List.of(0, 49, 16), List.of(3, 49, 17), List.of(0, 25, 8), List.of(3, 28, 7)),
        groupings(plan, 7));
  }

  @Test
  void repeatsTheGroupsOfThePublishedCodeAtWindow14() {
    PatchMask mask = parse("0101000111011110111111011111011111011111111110110");
    SwinPlan plan = planner(14, GroupingMode.FIXED).plan(List.of(mask));
    assertEquals(List.of(List.of(0, 112, 8), List.of(7, 98, 8)), groupings(plan, 14));
  }

  /**
   * Shift, group size and groups of every partition that is grouped, as the reference logs them.
   */
  private static List<List<Integer>> groupings(SwinPlan plan, int window) {
    List<List<Integer>> list = new ArrayList<>();
    for (StageLayout stage : plan.stages()) {
      for (WindowLayout groups : List.of(stage.regular(), stage.shifted())) {
        if (groups.groups() > 1) {
          int shift = groups == stage.regular() ? 0 : window / 2;
          list.add(List.of(shift, groups.groupSize(), groups.groups()));
        }
      }
    }
    return list;
  }

  @Test
  void plansSwinStages() {
    PatchMask mask = new RandomMaskGenerator(1, 0.75).generate(0, 7, 7);
    SwinPlan plan = planner(7, GroupingMode.AUTO).plan(List.of(mask));
    assertEquals(List.of(mask), plan.masks());
    assertEquals(56, plan.height());
    assertEquals(56, plan.width());
    assertArrayEquals(mask.visibleTokens(8), plan.patches());
    int[] tokens = {768, 192, 48, 12};
    assertEquals(4, plan.stages().size());
    for (int i = 0; i < 4; i++) {
      StageLayout stage = plan.stages().get(i);
      assertEquals(tokens[i], stage.tokens());
      assertEquals(tokens[i], stage.shifted().slotOfToken().length);
      assertEquals(i < 3 ? tokens[i] : 0, stage.quadruples().length);
    }
    assertNotSame(plan.stages().get(2).regular(), plan.stages().get(2).shifted());
    assertSame(plan.stages().get(3).regular(), plan.stages().get(3).shifted());
  }

  @Test
  void mergesQuadruplesByHand() {
    // Patches (0,0) and (0,1) of a 1 x 3 grid, 2 tokens a side: rows 0 1 2 3 | 4 5 6 7 of the list.
    PatchMask mask = new PatchMask(1, 3, new boolean[] {false, false, true});
    SwinConfig config = config(16, List.of(1, 1), 2);
    StageLayout stage =
        new SwinPlanner(config, 8, GroupingMode.AUTO).plan(List.of(mask)).stages().get(0);
    assertArrayEquals(new int[] {0, 4, 1, 5, 2, 6, 3, 7}, stage.quadruples());
  }

  @Test
  void plansEveryImageUnderItsMaskByFlatRows() {
    PatchMask left = new PatchMask(1, 2, new boolean[] {false, true});
    PatchMask right = new PatchMask(1, 2, new boolean[] {true, false});
    SwinConfig config = config(16, List.of(1, 1), 2);
    SwinPlan plan =
        new SwinPlanner(config, 8, GroupingMode.OPTIMAL).plan(List.of(left, right, right));
    // Tokens 0 1 4 5 of a 2 x 4 grid, or 2 3 6 7, times three images, plus the image.
    assertArrayEquals(new int[] {0, 7, 8, 3, 10, 11, 12, 19, 20, 15, 22, 23}, plan.patches());
    StageLayout first = plan.stages().get(0);
    assertEquals(3, first.images());
    assertEquals(4, first.tokens());
    assertArrayEquals(
        new int[] {0, 1, 2, 6, 7, 8, 3, 4, 5, 9, 10, 11}, first.quadruples(), "(4, 3)");
    assertEquals(12, first.regular().slotOfToken().length);
    assertEquals(3, first.regular().groups());
  }

  @Test
  void imagesThatShowDifferentNumbersOfPatchesAreRefused() {
    List<PatchMask> uneven =
        List.of(PatchMask.none(1, 2), new PatchMask(1, 2, new boolean[] {true, false}));
    SwinPlanner planner = planner(7, GroupingMode.AUTO);
    assertEquals(
        "masks: expected as many visible patches in each image of a batch, got 2 and 1",
        assertThrows(IllegalArgumentException.class, () -> planner.plan(uneven)).getMessage());
  }

  @Property(seed = "10", tries = 100, edgeCases = EdgeCasesMode.NONE)
  void mergesTheFourTokensUnderEachNextToken(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 6) int rows,
      @ForAll @IntRange(min = 2, max = 6) int cols,
      @ForAll @IntRange(min = 1, max = 2) int multiple) {
    PatchMask mask = new RandomMaskGenerator(seed, 0.6).generate(0, rows, cols);
    int[] scales = {4 * multiple, 2 * multiple, multiple};
    SwinConfig config = config(96, List.of(1, 1, 1), 3);
    SwinPlan plan = new SwinPlanner(config, 4 * scales[0], GroupingMode.AUTO).plan(List.of(mask));
    for (int i = 0; i < 2; i++) {
      int[] fine = mask.visibleTokens(scales[i]);
      int[] coarse = mask.visibleTokens(scales[i + 1]);
      int width = cols * scales[i];
      int[] merge = plan.stages().get(i).quadruples();
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
    SwinPlanner planner = planner(7, GroupingMode.OPTIMAL);
    RandomMaskGenerator generator = new RandomMaskGenerator(2, 0.75);
    List<SwinPlan> parallel =
        IntStream.range(0, 40)
            .parallel()
            .mapToObj(step -> planner.plan(List.of(generator.generate(step, 7, 7))))
            .toList();
    for (int step = 0; step < 40; step++) {
      SwinPlan plan = planner.plan(List.of(generator.generate(step, 7, 7)));
      assertEquals(text(plan), text(parallel.get(step)));
    }
    assertNotEquals(text(parallel.get(0)), text(parallel.get(1)));
  }

  /** Everything that a plan holds. */
  private static String text(SwinPlan plan) {
    StringBuilder text = new StringBuilder(plan.masks() + Arrays.toString(plan.patches()));
    for (StageLayout stage : plan.stages()) {
      text.append(stage.tokens()).append(Arrays.toString(stage.quadruples()));
      for (WindowLayout layout : List.of(stage.regular(), stage.shifted())) {
        text.append(layout.groups())
            .append(Arrays.toString(layout.tokenOfSlot()))
            .append(Arrays.toString(layout.slotOfToken()))
            .append(Arrays.hashCode(layout.biasIndex()))
            .append(Arrays.hashCode(layout.scores()));
      }
    }
    return text.toString();
  }

  @Test
  void plansADenseImage() {
    SwinPlan plan = planner(7, GroupingMode.OPTIMAL).plan(List.of(PatchMask.none(7, 7)));
    WindowLayout first = plan.stages().get(0).regular();
    assertEquals(64, first.groups());
    assertEquals(49, first.groupSize());
    assertEquals(64 * 49, first.slotOfToken().length);
  }

  @Test
  void rejectsAMaskThatHidesEverything() {
    PatchMask mask = new PatchMask(1, 2, new boolean[] {true, true});
    SwinPlanner planner = planner(7, GroupingMode.AUTO);
    String message =
        assertThrows(IllegalArgumentException.class, () -> planner.plan(List.of(mask)))
            .getMessage();
    assertEquals("mask of a 1x2 grid: expected at least 1 visible patch, got none", message);
  }

  @Test
  void rejectsMaskPatchesThatCannotBeMerged() {
    SwinConfig config = config(224, List.of(1, 1, 1, 1), 7);
    for (int maskPatch : new int[] {0, 16, 34}) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> new SwinPlanner(config, maskPatch, GroupingMode.AUTO));
      assertEquals(
          "mask patch: expected a multiple of the total stride 32, got " + maskPatch,
          e.getMessage());
    }
  }

  private static SwinPlanner planner(int window, GroupingMode mode) {
    return new SwinPlanner(config(224, List.of(1, 1, 1, 1), window), 32, mode);
  }

  private static SwinConfig config(int image, List<Integer> depths, int window) {
    List<Integer> heads = Collections.nCopies(depths.size(), 1);
    return new SwinConfig(
        ImageSize.square(image), 4, 3, 8, depths, heads, window, 4, 0, 1e-6, null);
  }

  private static PatchMask parse(String digits) {
    boolean[] masked = new boolean[digits.length()];
    for (int i = 0; i < masked.length; i++) {
      masked[i] = digits.charAt(i) == '1';
    }
    return new PatchMask(7, 7, masked);
  }
}
