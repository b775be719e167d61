package io.greenmim.model.mim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.masking.MaskBatch;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.masking.ShuffledRanks;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TokenOrderTest {

  /** Visible patches 1 and 2 of four. */
  private static final PatchMask MASK =
      new PatchMask(2, 2, new boolean[] {true, false, false, true});

  @Test
  void ownPlacesAreThoseOfTheMask() {
    assertArrayEquals(
        new int[] {2, 0, 1, 2}, TokenOrder.own(new MaskBatch(List.of(MASK))).sources());
  }

  @Test
  void placesOfSeveralImagesAreFlatRows() {
    PatchMask other = new PatchMask(2, 2, new boolean[] {false, true, true, false});
    TokenOrder order = TokenOrder.own(new MaskBatch(List.of(MASK, other)));
    assertEquals(2, order.masks());
    // Latents 0 and 1 and the mask token, 2, of two images: row x 2 + image.
    assertArrayEquals(new int[] {4, 1, 0, 5, 2, 5, 4, 3}, order.sources());
  }

  @Test
  void referencePlacesAreTheRanks() {
    int[] restore = {2, 1, 0, 3};
    assertArrayEquals(new int[] {2, 1, 0, 2}, TokenOrder.reference(MASK, restore).sources());
    int[] inOrder = {3, 0, 1, 2};
    assertArrayEquals(
        TokenOrder.own(new MaskBatch(List.of(MASK))).sources(),
        TokenOrder.reference(MASK, inOrder).sources());
  }

  @Test
  void publishedPlacesFollowFromTheMask() {
    PatchMask mask = new RandomMaskGenerator(3, 0.75).generate(0, 7, 7);
    PatchMask other = new RandomMaskGenerator(3, 0.75).generate(1, 7, 7);
    int[] one = TokenOrder.published(new MaskBatch(List.of(mask))).sources();
    assertArrayEquals(one, TokenOrder.published(new MaskBatch(List.of(mask))).sources());
    int[] both = TokenOrder.published(new MaskBatch(List.of(mask, other))).sources();
    int[] own = TokenOrder.own(new MaskBatch(List.of(mask))).sources();
    int visible = mask.visibleCount();
    Set<Integer> seen = new TreeSet<>();
    int atHome = 0;
    for (int i = 0; i < one.length; i++) {
      assertEquals(own[i] == visible, one[i] == visible, "hidden patches have the mask token");
      assertEquals(2 * one[i], both[2 * i]);
      seen.add(one[i]);
      atHome += own[i] < visible && own[i] == one[i] ? 1 : 0;
    }
    assertEquals(visible + 1, seen.size(), "every latent has a place");
    assertTrue(atHome < visible / 2, "at its own place: " + atHome);
  }

  @Test
  void ranksOfAnotherMaskAreRefused() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> TokenOrder.reference(MASK, new int[] {0, 1, 2, 3}));
    assertEquals("restore: expected a rank of a hidden patch at 0, got 0", e.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> TokenOrder.reference(MASK, new int[] {0, 1}));
  }

  @Test
  void shuffledRanksPutTheVisiblePatchesFirst() {
    PatchMask mask = new RandomMaskGenerator(3, 0.75).generate(0, 7, 7);
    int[] ranks = ShuffledRanks.of(mask, 5).values();
    boolean[] seen = new boolean[49];
    for (int i = 0; i < 49; i++) {
      assertTrue(!seen[ranks[i]], "each rank once");
      seen[ranks[i]] = true;
    }
    TokenOrder order = TokenOrder.reference(mask, ranks);
    assertTrue(
        !java.util.Arrays.equals(
            TokenOrder.own(new MaskBatch(List.of(mask))).sources(), order.sources()),
        "a random order is not the row-major one");
  }
}
