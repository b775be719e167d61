package io.greenmim.pvt;

import io.greenmim.masking.PatchMask;
import io.greenmim.pvt.StageRows.Windows;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The active sites of a grid: the same for all images, or those of each image, equally many. Not to
 * be changed.
 *
 * @param height rows of the grid
 * @param width columns of the grid
 * @param active row-major numbers of the active sites, ascending; one list for all images or one
 *     for each
 */
record SiteGrid(int height, int width, List<int[]> active) {

  /** A grid whose sites are all active. */
  static SiteGrid all(int height, int width) {
    return new SiteGrid(
        height, width, List.of(IntStream.range(0, Math.multiplyExact(height, width)).toArray()));
  }

  /** The sites under the visible patches of masks, {@code scale} a side of a patch. */
  static SiteGrid visible(List<PatchMask> masks, int scale) {
    return new SiteGrid(
        masks.get(0).rows() * scale,
        masks.get(0).cols() * scale,
        masks.stream().map(mask -> mask.visibleTokens(scale)).toList());
  }

  /** Number of lists: 1, or the number of images. */
  int masks() {
    return active.size();
  }

  /** Number of active sites of an image. */
  int count() {
    return active.get(0).length;
  }

  /** The active sites under a mask. */
  int[] sites(int mask) {
    return active.get(mask);
  }

  /**
   * The number of each site among the active ones; for hidden sites and beyond the border the
   * number of the active ones.
   */
  private int[] ranks(int mask) {
    int[] ranks = new int[height * width];
    Arrays.fill(ranks, count());
    int[] sites = sites(mask);
    for (int rank = 0; rank < sites.length; rank++) {
      ranks[sites[rank]] = rank;
    }
    return ranks;
  }

  /**
   * Lays a window over this grid for each active site of a coarser one; hidden sites and those
   * beyond the border are numbered as one more than the last.
   *
   * @param coarse the coarser grid, with as many masks
   * @param side side of a window in sites
   * @param stride sites of this grid for one of the coarser one, on each axis
   * @param padding sites that the first window begins before the border
   */
  Windows windows(SiteGrid coarse, int side, int stride, int padding) {
    int masks = coarse.masks();
    int[] found = new int[coarse.count() * masks * side * side];
    for (int mask = 0; mask < masks; mask++) {
      int[] ranks = ranks(mask);
      int[] sites = coarse.sites(mask);
      for (int i = 0; i < sites.length; i++) {
        int top = sites[i] / coarse.width * stride - padding;
        int left = sites[i] % coarse.width * stride - padding;
        int next = (i * masks + mask) * side * side;
        for (int row = top; row < top + side; row++) {
          for (int col = left; col < left + side; col++) {
            boolean inside = row >= 0 && row < height && col >= 0 && col < width;
            found[next++] = inside ? ranks[row * width + col] : count();
          }
        }
      }
    }
    return new Windows(coarse.count(), side * side, found);
  }

  /**
   * The same where sites of the finer grid are given by their own numbers, hidden ones as one more
   * than the last.
   */
  Windows windowsOverAll(SiteGrid coarse, int side, int stride, int padding) {
    Windows windows = windows(coarse, side, stride, padding);
    int[] found = windows.sites();
    int area = side * side;
    int masks = coarse.masks();
    for (int i = 0; i < found.length; i++) {
      int[] sites = sites(i / area % masks);
      found[i] = found[i] == count() ? height * width : sites[found[i]];
    }
    return windows;
  }
}
