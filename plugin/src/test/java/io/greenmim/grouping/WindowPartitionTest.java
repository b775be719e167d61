package io.greenmim.grouping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.GridSize;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WindowPartitionTest {

  @Test
  void cutsARegularGrid() {
    WindowPartition partition = new WindowPartition(4, 6, 2, 0);
    assertFalse(partition.isShifted());
    assertEquals(6, partition.windows());
    assertEquals(0, partition.windowOf(1, 1));
    assertEquals(2, partition.windowOf(0, 4));
    assertEquals(4, partition.windowOf(3, 2));
    assertEquals(0, partition.positionOf(2, 4));
    assertEquals(3, partition.positionOf(3, 5));
    assertEquals(2, partition.positionOf(1, 0));
  }

  @Test
  void startsShiftedWindowsBeforeTheBorder() {
    // Shift 1 of window 3 on 6 x 6: rows and columns 0 | 1 2 3 | 4 5.
    WindowPartition partition = new WindowPartition(6, 6, 3, 1);
    assertTrue(partition.isShifted());
    assertEquals(9, partition.windows());
    assertEquals(0, partition.windowOf(0, 0));
    assertEquals(1, partition.windowOf(0, 1));
    assertEquals(2, partition.windowOf(0, 5));
    assertEquals(4, partition.windowOf(3, 3));
    assertEquals(8, partition.windowOf(4, 4));
    assertEquals(8, partition.positionOf(0, 0));
    assertEquals(0, partition.positionOf(1, 1));
    assertEquals(4, partition.positionOf(5, 5));
  }

  @Test
  void shiftsNoAxisThatOneWindowCovers() {
    WindowPartition tall = new WindowPartition(14, 7, 7, 3);
    assertTrue(tall.isShifted());
    assertEquals(3, tall.windows());
    assertEquals(tall.windowOf(0, 0), tall.windowOf(2, 6));
    WindowPartition small = new WindowPartition(7, 5, 7, 3);
    assertFalse(small.isShifted());
    assertEquals(1, small.windows());
  }

  @Property(seed = "7", tries = 400, edgeCases = EdgeCasesMode.NONE)
  void equalsCyclicShiftWithRegionMask(
      @ForAll @IntRange(min = 1, max = 18) int height,
      @ForAll @IntRange(min = 1, max = 18) int width,
      @ForAll @IntRange(min = 1, max = 8) int window,
      @ForAll @IntRange(min = 0, max = 7) int anyShift) {
    int shift = anyShift % window;
    WindowPartition partition = new WindowPartition(height, width, window, shift);
    CyclicWindows cyclic = new CyclicWindows(height, width, window, shift);
    int tokens = height * width;
    for (int a = 0; a < tokens; a++) {
      int id = partition.windowOf(a / width, a % width);
      int place = partition.positionOf(a / width, a % width);
      assertTrue(id >= 0 && id < partition.windows());
      assertTrue(place >= 0 && place < window * window);
      for (int b = 0; b < tokens; b++) {
        boolean attend = partition.windowOf(b / width, b % width) == id;
        assertEquals(cyclic.attend(a, b), attend);
        if (attend) {
          int other = partition.positionOf(b / width, b % width);
          assertEquals(cyclic.rowDistance(a, b), place / window - other / window);
          assertEquals(cyclic.colDistance(a, b), place % window - other % window);
        }
      }
    }
  }

  @Test
  void rejectsNumbersOutsideTheirRange() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new WindowPartition(7, 7, 3, 3))
            .getMessage();
    assertEquals("window shift: expected 0 to 2, got 3", message);
    assertThrows(IllegalArgumentException.class, () -> new WindowPartition(7, 7, 3, -1));
    assertThrows(IllegalArgumentException.class, () -> new WindowPartition(7, 7, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new WindowPartition(0, 7, 3, 0));
    WindowPartition partition = new WindowPartition(7, 5, 3, 1);
    assertEquals(7, partition.height());
    assertEquals(5, partition.width());
    assertEquals(new GridSize(3, 3), partition.window());
    assertThrows(IndexOutOfBoundsException.class, () -> partition.windowOf(0, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> partition.positionOf(7, 0));
  }
}
