package io.greenmim.masking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class MaskBatchTest {

  private static PatchMask mask(boolean... hidden) {
    return new PatchMask(1, hidden.length, hidden);
  }

  @Test
  void rowsOfSeveralImagesStandBesideEachOther() {
    MaskBatch masks = new MaskBatch(List.of(mask(true, false, false), mask(false, true, false)));
    assertEquals(2, masks.size());
    assertEquals(2, masks.visibleCount());
    // Tokens 1 and 2 of image 0, 0 and 2 of image 1, of three each: token x 2 + image.
    assertArrayEquals(new int[] {2, 1, 4, 5}, masks.flatRows(PatchMask::visibleIndices));
    assertArrayEquals(new int[] {0, 3}, masks.flatRows(PatchMask::maskedIndices));
  }

  @Test
  void rowsOfASharedMaskAreThoseOfEachImage() {
    MaskBatch masks = new MaskBatch(List.of(mask(true, false, false)));
    assertArrayEquals(new int[] {1, 2}, masks.flatRows(PatchMask::visibleIndices));
    masks.checkImages(5);
  }

  @Test
  void masksThatDoNotGoTogetherAreRefused() {
    assertEquals("masks: expected at least one, got none", refusal(List.of()));
    assertEquals(
        "masks: expected grids of 1 x 2 patches, got 1 x 3",
        refusal(List.of(PatchMask.none(1, 2), PatchMask.none(1, 3))));
    MaskBatch uneven = new MaskBatch(List.of(mask(true, false), mask(false, false)));
    assertEquals(
        "masks: expected as many visible patches in each image of a batch, got 1 and 2",
        assertThrows(IllegalArgumentException.class, uneven::visibleCount).getMessage());
    assertThrows(IllegalArgumentException.class, () -> uneven.flatRows(PatchMask::visibleIndices));
    assertEquals(
        "masks: expected one, or one for each of 3 images, got 2",
        assertThrows(IllegalArgumentException.class, () -> uneven.checkImages(3)).getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> new MaskBatch(List.of(mask(true))).visibleCount());
  }

  private static String refusal(List<PatchMask> masks) {
    return assertThrows(IllegalArgumentException.class, () -> new MaskBatch(masks)).getMessage();
  }
}
