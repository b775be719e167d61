package io.greenmim.masking;

import io.greenmim.config.Checks;
import java.util.List;
import java.util.function.Function;

/**
 * The masks of a batch of images.
 *
 * <p>Where each image has a mask of its own and all show equally many patches, tokens stay (n, B,
 * C): row (i, b) is the i-th visible token of image b, and {@code i x B + b} is its number among
 * all of them, its flat row.
 *
 * @param masks one mask that all images share, or one for each image, in their order; all of the
 *     same grid
 */
public record MaskBatch(List<PatchMask> masks) {

  /**
   * Keeps a copy.
   *
   * @throws IllegalArgumentException if there is no mask or two have different grids
   */
  public MaskBatch {
    masks = List.copyOf(masks);
    Checks.that(!masks.isEmpty(), "masks: expected at least one, got none");
    PatchMask first = masks.get(0);
    for (PatchMask mask : masks) {
      Checks.that(
          mask.rows() == first.rows() && mask.cols() == first.cols(),
          "masks: expected grids of %s x %s patches, got %s x %s",
          first.rows(),
          first.cols(),
          mask.rows(),
          mask.cols());
    }
  }

  /** {@return how many masks there are: 1 if all images share it} */
  public int size() {
    return masks.size();
  }

  /**
   * Divides every patch into smaller ones.
   *
   * @param scale smaller patches per side of a patch, at least 1
   * @return masks of the finer grid, which hide the same
   */
  public MaskBatch refined(int scale) {
    return scale == 1
        ? this
        : new MaskBatch(masks.stream().map(mask -> mask.refined(scale)).toList());
  }

  /** {@return number of patch rows of each mask} */
  public int rows() {
    return masks.get(0).rows();
  }

  /** {@return number of patch columns of each mask} */
  public int cols() {
    return masks.get(0).cols();
  }

  /**
   * Demands that the masks fit a batch.
   *
   * @param images number of images of the batch
   * @throws IllegalArgumentException if there is neither one mask nor one for each image
   */
  public void checkImages(long images) {
    Checks.that(
        masks.size() == 1 || masks.size() == images,
        "masks: expected one, or one for each of %s images, got %s",
        images,
        masks.size());
  }

  /**
   * Returns how many patches each image shows.
   *
   * @return number of visible patches, at least 1
   * @throws IllegalArgumentException if an image shows nothing, or two show different numbers of
   *     patches
   */
  public int visibleCount() {
    int count = masks.get(0).visibleCount();
    for (PatchMask mask : masks) {
      Checks.that(
          mask.visibleCount() > 0,
          "mask of a %sx%s grid: expected at least 1 visible patch, got none",
          mask.rows(),
          mask.cols());
      Checks.that(
          mask.visibleCount() == count,
          "masks: expected as many visible patches in each image of a batch, got %s and %s",
          count,
          mask.visibleCount());
    }
    return count;
  }

  /**
   * Lists rows of tokens that lie in arrays (N, B, C) of the whole batch.
   *
   * @param rows gives rows of one image, such as {@link PatchMask#visibleIndices}; equally many for
   *     each mask
   * @return the rows if the masks are one; else their flat rows, those of the i-th row of all
   *     images after each other, (m x B)
   * @throws IllegalArgumentException if the images have different numbers of rows
   */
  public int[] flatRows(Function<PatchMask, int[]> rows) {
    return flatRows(masks.stream().map(rows).toList());
  }

  /**
   * Lists rows of tokens that lie in arrays (N, B, C) of the whole batch.
   *
   * @param rows rows of each image, or those that all share; equally many for each
   * @return as {@link #flatRows(Function)} does
   * @throws IllegalArgumentException if the images have different numbers of rows
   */
  public static int[] flatRows(List<int[]> rows) {
    int images = rows.size();
    int[] first = rows.get(0);
    if (images == 1) {
      return first;
    }
    int[] flat = new int[Math.multiplyExact(first.length, images)];
    for (int image = 0; image < images; image++) {
      int[] own = rows.get(image);
      Checks.that(
          own.length == first.length,
          "masks: expected as many rows in each image of a batch, got %s and %s",
          first.length,
          own.length);
      for (int i = 0; i < own.length; i++) {
        flat[i * images + image] = own[i] * images + image;
      }
    }
    return flat;
  }
}
