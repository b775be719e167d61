package io.greenmim.masking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PatchMaskTest {
  private static final PatchMask MASK =
      new PatchMask(2, 3, new boolean[] {true, false, false, true, true, false});

  @Test
  void readsItsGridRowByRow() {
    assertEquals(2, MASK.rows());
    assertEquals(3, MASK.cols());
    assertTrue(MASK.isMasked(0, 0));
    assertFalse(MASK.isMasked(0, 2));
    assertTrue(MASK.isMasked(1, 1));
    assertFalse(MASK.isMasked(1, 2));
    assertEquals("#..\n##.", MASK.toString());
  }

  @Test
  void listsVisibleAndMaskedPatches() {
    assertEquals(3, MASK.visibleCount());
    assertEquals(3, MASK.maskedCount());
    assertArrayEquals(new int[] {1, 2, 5}, MASK.visibleIndices());
    assertArrayEquals(new int[] {0, 3, 4}, MASK.maskedIndices());
  }

  @Test
  void scalesVisiblePatchesToTokens() {
    assertArrayEquals(MASK.visibleIndices(), MASK.visibleTokens(1));
    // A 4 x 6 grid: rows 0 and 1 show columns 2 to 5, rows 2 and 3 columns 4 and 5.
    assertArrayEquals(new int[] {2, 3, 4, 5, 8, 9, 10, 11, 16, 17, 22, 23}, MASK.visibleTokens(2));
  }

  @Test
  void hidesNothingWhereAskedForNone() {
    PatchMask none = PatchMask.none(2, 2);
    assertEquals(0, none.maskedCount());
    assertArrayEquals(new int[] {0, 1, 2, 3}, none.visibleIndices());
    assertArrayEquals(new int[0], none.maskedIndices());
  }

  @Test
  void keepsItsValuesToItself() {
    boolean[] values = {true, false};
    PatchMask mask = new PatchMask(1, 2, values);
    values[1] = true;
    mask.toArray()[0] = false;
    assertArrayEquals(new boolean[] {true, false}, mask.toArray());
  }

  @Test
  void comparesByValueAndShape() {
    assertEquals(MASK, new PatchMask(2, 3, MASK.toArray()));
    assertEquals(MASK.hashCode(), new PatchMask(2, 3, MASK.toArray()).hashCode());
    assertNotEquals(MASK, new PatchMask(3, 2, MASK.toArray()));
    assertNotEquals(MASK, PatchMask.none(2, 3));
  }

  @Test
  void refinedHidesTheSame() {
    PatchMask fine = MASK.refined(3);
    assertEquals(6, fine.rows());
    assertEquals(9, fine.cols());
    for (int row = 0; row < 6; row++) {
      for (int col = 0; col < 9; col++) {
        assertEquals(MASK.isMasked(row / 3, col / 3), fine.isMasked(row, col));
      }
    }
    assertArrayEquals(MASK.visibleTokens(3), fine.visibleIndices());
    assertEquals(MASK, MASK.refined(1));
  }

  @Test
  void rejectsWrongShapesAndPositions() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new PatchMask(2, 3, new boolean[5]))
            .getMessage();
    assertEquals("mask of a 2x3 grid: expected 6 values, got 5", message);
    assertThrows(IllegalArgumentException.class, () -> PatchMask.none(0, 3));
    assertThrows(IllegalArgumentException.class, () -> PatchMask.none(65536, 65536));
    assertThrows(IllegalArgumentException.class, () -> MASK.visibleTokens(0));
    assertThrows(IllegalArgumentException.class, () -> MASK.refined(0));
    assertThrows(ArithmeticException.class, () -> MASK.visibleTokens(100_000));
    assertThrows(IndexOutOfBoundsException.class, () -> MASK.isMasked(0, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> MASK.isMasked(-1, 0));
  }
}
