package io.greenmim.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.masking.PatchMask;
import java.util.List;
import org.junit.jupiter.api.Test;

class SitesTest {

  private static final PatchMask LEFT = new PatchMask(1, 2, new boolean[] {false, true});
  private static final PatchMask RIGHT = new PatchMask(1, 2, new boolean[] {true, false});

  @Test
  void oneMaskIsSharedByTheBatch() {
    Sites sites = Sites.visible(List.of(LEFT), 2);

    assertEquals(List.of(2, 4, 1), List.of(sites.height(), sites.width(), sites.masks()));
    assertArrayEquals(new int[] {0, 1, 4, 5}, sites.of(0));
    assertEquals(4, sites.count());
    // Token v of image b is row 2 v + b; the grid of image b begins at 8 b.
    assertArrayEquals(new int[] {0, 8, 1, 9, 4, 12, 5, 13}, sites.gridRows(2));
    assertArrayEquals(
        new int[] {0, 2, 8, 8, 4, 6, 8, 8, 1, 3, 8, 8, 5, 7, 8, 8}, sites.tokenRows(2));
  }

  @Test
  void equallyManySitesOfEachImageKeepTheAxes() {
    Sites sites = Sites.visible(List.of(LEFT, RIGHT), 2);

    assertTrue(sites.even());
    assertEquals(4, sites.count());
    assertEquals(2, sites.axis(2));
    assertArrayEquals(new int[] {0, 10, 1, 11, 4, 14, 5, 15}, sites.gridRows(2));
  }

  @Test
  void otherNumbersOfSitesAreListedImageAfterImage() {
    Sites sites = Sites.of(1, 4, List.of(new int[] {3}, new int[] {}, new int[] {0, 2}));

    assertFalse(sites.even());
    assertEquals(3, sites.count());
    assertEquals(1, sites.axis(3));
    assertArrayEquals(new int[] {3, 8, 10}, sites.gridRows(3));
    assertArrayEquals(new int[] {3, 3, 3, 0, 3, 3, 3, 3, 1, 3, 2, 3}, sites.tokenRows(3));
  }

  @Test
  void patchesListTheirSitesRowByRow() {
    Sites sites = Sites.visible(List.of(LEFT), 2);
    assertArrayEquals(new int[] {0, 2, 4, 6, 1, 3, 5, 7}, sites.patchRows(2, 2));
    // The second patch lacks its first site; the last row is never read.
    Sites partial = Sites.of(3, 4, List.of(new int[] {3, 6, 7, 9}));
    assertArrayEquals(new int[] {4, 0, 1, 2}, partial.patchRows(2, 1));
    assertArrayEquals(new int[] {1}, partial.convolved(2, 2, 0).of(0));
  }

  @Test
  void aConvolutionReachesWhatLiesUnderItsKernel() {
    Sites one = Sites.of(8, 8, List.of(new int[] {27}));
    assertArrayEquals(new int[] {5, 6, 9, 10}, one.convolved(3, 2, 1).of(0));
    assertEquals(64, Sites.all(8, 8).convolved(3, 1, 1).count());
    assertEquals(0, Sites.of(5, 5, List.of(new int[] {24})).convolved(4, 4, 0).count());
  }

  @Test
  void whatIsNoListOfSitesIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Sites.of(2, 2, List.of(new int[] {1, 1})));
    assertThrows(IllegalArgumentException.class, () -> Sites.of(2, 2, List.of(new int[] {4})));
    Sites sites = Sites.visible(List.of(LEFT, RIGHT), 1);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> sites.gridRows(3));
    assertEquals(
        "batch of 3 images: expected one mask, or one for each, got 2", refused.getMessage());
  }
}
