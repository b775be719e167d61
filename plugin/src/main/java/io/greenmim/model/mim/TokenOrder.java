package io.greenmim.model.mim;

import io.greenmim.masking.MaskBatch;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.ShuffledRanks;
import java.util.Arrays;

/**
 * Where the decoder puts the latents of the visible patches, which arrive in row-major order.
 *
 * @param sources for each patch, row-major, the row of its latent; the number of visible patches
 *     stands for the mask token. Where images have masks of their own, {@link MaskBatch flat rows}
 * @param masks number of masks: 1 if all images share it
 */
public record TokenOrder(int[] sources, int masks) {

  /** Keeps a copy. */
  public TokenOrder {
    sources = sources.clone();
  }

  /**
   * Puts every latent at its own place.
   *
   * @param masks the masks
   * @return the k-th visible latent at the k-th visible patch
   * @throws IllegalArgumentException if images show different numbers of patches
   */
  public static TokenOrder own(MaskBatch masks) {
    masks.visibleCount();
    return new TokenOrder(masks.flatRows(TokenOrder::own), masks.size());
  }

  private static int[] own(PatchMask mask) {
    int[] sources = new int[mask.rows() * mask.cols()];
    int[] visible = mask.visibleIndices();
    Arrays.fill(sources, visible.length);
    for (int i = 0; i < visible.length; i++) {
      sources[visible[i]] = i;
    }
    return sources;
  }

  /**
   * Puts the latents where the published code does, in a random order of the patches that follows
   * from the masks alone.
   *
   * @param masks the masks
   * @return places as those of {@link #reference}
   * @throws IllegalArgumentException if images show different numbers of patches
   */
  public static TokenOrder published(MaskBatch masks) {
    masks.visibleCount();
    return new TokenOrder(
        masks.flatRows(
            mask -> reference(mask, ShuffledRanks.of(mask, seed(mask)).values()).sources),
        masks.size());
  }

  private static long seed(PatchMask mask) {
    return Arrays.hashCode(mask.toArray());
  }

  /**
   * Puts the latents where the published code does, which takes them for shuffled: for comparison
   * with its checkpoints only, since almost no latent reaches its own patch.
   *
   * @param mask the mask
   * @param restore rank of each patch, row-major, in the random order that the mask was drawn from;
   *     the ranks of the visible patches come first
   * @return the published places
   * @throws IllegalArgumentException if the ranks do not fit the mask
   */
  public static TokenOrder reference(PatchMask mask, int[] restore) {
    boolean[] masked = mask.toArray();
    int visible = mask.visibleCount();
    if (restore.length != masked.length) {
      throw new IllegalArgumentException(
          "restore: expected the ranks of %s patches, got %s"
              .formatted(masked.length, restore.length));
    }
    int[] sources = new int[restore.length];
    for (int i = 0; i < sources.length; i++) {
      if (restore[i] < 0 || restore[i] >= restore.length || restore[i] < visible == masked[i]) {
        throw new IllegalArgumentException(
            "restore: expected a rank of a %s patch at %s, got %s"
                .formatted(masked[i] ? "hidden" : "visible", i, restore[i]));
      }
      sources[i] = Math.min(restore[i], visible);
    }
    return new TokenOrder(sources, 1);
  }

  /**
   * Returns the places.
   *
   * @return a copy of the rows by patch
   */
  @Override
  public int[] sources() {
    return sources.clone();
  }
}
