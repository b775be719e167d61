package io.greenmim.masking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BlockMaskGeneratorTest {

  @Property(seed = "1", tries = 300, edgeCases = EdgeCasesMode.NONE)
  void hidesExactlyAsManyPatchesAsRandomMasks(
      @ForAll long seed,
      @ForAll long number,
      @ForAll @DoubleRange(min = 0, max = 0.95) double ratio,
      @ForAll @IntRange(min = 1, max = 20) int rows,
      @ForAll @IntRange(min = 1, max = 20) int cols) {
    MaskGenerator blocks = MaskShape.BLOCK.generator(seed, ratio);
    int visible = RandomMaskGenerator.visibleCount(ratio, rows * cols);
    if (visible == 0) {
      assertThrows(IllegalArgumentException.class, () -> blocks.generate(number, rows, cols));
      return;
    }
    PatchMask mask = blocks.generate(number, rows, cols);
    assertEquals(visible, mask.visibleCount());
    assertEquals(mask, MaskShape.BLOCK.generator(seed, ratio).generate(number, rows, cols));
  }

  @Test
  void drawsTheSameMaskOnEveryMachine() {
    // Pins the generator: a change would silently change every seeded run.
    assertEquals(
        """
        ....#######...
        ....########..
        ##.#########..
        ##.#########..
        ##.#########..
        ##.#########..
        ##.#########..
        ....#########.
        .....########.
        .....########.
        .....########.
        .....########.
        .....#######..
        ..............\
        """,
        MaskShape.BLOCK.generator(0, 0.6).generate(0, 14, 14).toString());
  }

  @Test
  void seedsAndNumbersGiveOtherMasks() {
    PatchMask mask = MaskShape.BLOCK.generator(0, 0.6).generate(0, 14, 14);
    assertNotEquals(mask, MaskShape.BLOCK.generator(0, 0.6).generate(1, 14, 14));
    assertNotEquals(mask, MaskShape.BLOCK.generator(1, 0.6).generate(0, 14, 14));
  }

  /** Of random masks of ratio r, a share r of the neighbours of hidden patches is hidden. */
  @Test
  void hiddenPatchesAreNeighbours() {
    assertEquals(0.4, hiddenNeighbours(MaskShape.RANDOM, 0.4), 0.02);
    assertTrue(hiddenNeighbours(MaskShape.BLOCK, 0.4) > 0.75);
  }

  private static double hiddenNeighbours(MaskShape shape, double ratio) {
    MaskGenerator masks = shape.generator(7, ratio);
    double hidden = 0;
    double all = 0;
    for (int number = 0; number < 300; number++) {
      PatchMask mask = masks.generate(number, 14, 14);
      for (int row = 0; row < 14; row++) {
        for (int col = 0; col < 13; col++) {
          if (mask.isMasked(row, col)) {
            all++;
            hidden += mask.isMasked(row, col + 1) ? 1 : 0;
          }
        }
      }
    }
    return hidden / all;
  }

  /** Blocks lie inside the grid, so that corners are hidden less often than the centre. */
  @Test
  void noPartOfTheGridIsLeftOut() {
    MaskGenerator masks = MaskShape.BLOCK.generator(3, 0.75);
    int[] hidden = new int[49];
    for (int number = 0; number < 2000; number++) {
      for (int patch : masks.generate(number, 7, 7).maskedIndices()) {
        hidden[patch]++;
      }
    }
    for (int patch = 0; patch < 49; patch++) {
      double share = hidden[patch] / 2000.0;
      assertTrue(share > 0.35 && share < 0.98, "patch " + patch + ": " + share);
      int opposite = hidden[48 - patch];
      assertEquals(share, opposite / 2000.0, 0.07, "as often as its opposite, patch " + patch);
    }
  }
}
