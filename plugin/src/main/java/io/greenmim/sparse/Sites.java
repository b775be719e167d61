package io.greenmim.sparse;

import io.greenmim.config.Checks;
import io.greenmim.config.GridSize;
import io.greenmim.masking.MaskBatch;
import io.greenmim.masking.PatchMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which sites of a grid are active, for all images of a batch alike or for each by itself. Host
 * data, immutable; made on the loader's threads.
 *
 * <p>Arrays of tokens follow: (n, B, C), where row v of image b is its v-th active site in
 * row-major order; or, where images have different numbers of active sites, (R, 1, C), image after
 * image.
 */
public final class Sites {

  private final int height;
  private final int width;
  private final List<int[]> active;

  /** First token of each image in (R, 1, C), and R. */
  private final int[] first;

  private final boolean even;

  /** Sites per side of the patches that the active sites consist of; 0 where that is not known. */
  private final int blockSide;

  private Sites(int height, int width, List<int[]> active, int blockSide) {
    this.blockSide = blockSide;
    this.height = height;
    this.width = width;
    this.active = active;
    first = new int[active.size() + 1];
    for (int i = 0; i < active.size(); i++) {
      first[i + 1] = first[i] + active.get(i).length;
    }
    even = active.stream().allMatch(sites -> sites.length == active.get(0).length);
  }

  /**
   * Makes all sites of a grid active.
   *
   * @param height rows of the grid, at least 1
   * @param width columns of the grid, at least 1
   * @return the sites, shared by all images of a batch
   */
  public static Sites all(int height, int width) {
    int[] sites = IntStream.range(0, height * width).toArray();
    return of(height, width, List.of(sites));
  }

  /**
   * Makes the sites under visible patches active.
   *
   * @param masks one mask for all images of a batch, or one for each; grids of one size
   * @param scale sites per side of a patch, at least 1
   * @return the sites
   * @throws IllegalArgumentException if there is no mask, or the masks differ in size
   */
  public static Sites visible(List<PatchMask> masks, int scale) {
    MaskBatch batch = new MaskBatch(masks);
    List<int[]> active = masks.stream().map(mask -> mask.visibleTokens(scale)).toList();
    return new Sites(batch.rows() * scale, batch.cols() * scale, active, scale);
  }

  /**
   * Makes given sites active.
   *
   * @param height rows of the grid, at least 1
   * @param width columns of the grid, at least 1
   * @param active row-major site numbers, ascending, each in [0, height x width); one list for all
   *     images of a batch, or one for each, possibly empty; copied
   * @return the sites
   * @throws IllegalArgumentException if there is no list, or one is not as expected
   */
  public static Sites of(int height, int width, List<int[]> active) {
    Checks.positive("rows of the grid", height);
    Checks.positive("columns of the grid", width);
    Checks.atLeast("lists of sites", active.size(), 1);
    List<int[]> copies = active.stream().map(int[]::clone).toList();
    for (int[] sites : copies) {
      int before = -1;
      for (int site : sites) {
        Checks.that(
            site > before && site < (long) height * width,
            "sites of a %dx%d grid: expected ascending numbers, got %d after %d",
            height,
            width,
            site,
            before);
        before = site;
      }
    }
    return new Sites(height, width, copies, 0);
  }

  /**
   * Returns the sites that a convolution over these reaches: active where any active site lies
   * under the kernel. A convolution that never dilates takes the sites of a mask instead.
   *
   * @param kernel side k of the kernel
   * @param stride stride s
   * @param padding zeros p around the grid
   * @return sites of a grid of floor((side + 2p - k) / s) + 1 a side
   * @throws IllegalArgumentException if the padded grid is smaller than the kernel
   */
  public Sites convolved(int kernel, int stride, int padding) {
    int rows = outputSide(height, kernel, stride, padding);
    int cols = outputSide(width, kernel, stride, padding);
    List<int[]> reached = new ArrayList<>();
    for (int[] sites : active) {
      boolean[] any = new boolean[rows * cols];
      for (int site : sites) {
        int row = site / width + padding;
        int col = site % width + padding;
        int lastRow = Math.min(row / stride, rows - 1);
        int lastCol = Math.min(col / stride, cols - 1);
        for (int i = firstReached(row, kernel, stride); i <= lastRow; i++) {
          for (int j = firstReached(col, kernel, stride); j <= lastCol; j++) {
            any[i * cols + j] = true;
          }
        }
      }
      reached.add(IntStream.range(0, any.length).filter(i -> any[i]).toArray());
    }
    return new Sites(rows, cols, reached, 0);
  }

  /** Returns a side of the grid that a convolution gives. */
  static int outputSide(int side, int kernel, int stride, int padding) {
    Checks.that(
        side + 2 * padding >= kernel,
        "grid: expected sides of at least %d for the kernel, got %d",
        kernel - 2 * padding,
        side);
    return (side + 2 * padding - kernel) / stride + 1;
  }

  /** The first output whose kernel covers a padded position: ceil((position - k + 1) / s). */
  private static int firstReached(int position, int kernel, int stride) {
    return Math.max(0, Math.floorDiv(position - kernel + stride, stride));
  }

  /** {@return rows of the grid} */
  public int height() {
    return height;
  }

  /** {@return columns of the grid} */
  public int width() {
    return width;
  }

  /** {@return rows and columns of the grid} */
  public GridSize size() {
    return new GridSize(height, width);
  }

  /** {@return how many lists of sites there are: 1 where all images of a batch share it} */
  public int masks() {
    return active.size();
  }

  /**
   * Returns the active sites of an image.
   *
   * @param mask number of the image, or 0 where all share one list
   * @return row-major site numbers, ascending; a copy
   */
  public int[] of(int mask) {
    return active.get(mask).clone();
  }

  /** Returns the sites per side of the patches that are active as a whole, or 0. */
  int blockSide() {
    return blockSide;
  }

  /** Tells whether all sites of every image are active. */
  boolean whole() {
    return even && count() == height * width;
  }

  /** {@return whether all images have equally many active sites, so that tokens are (n, B, C)} */
  public boolean even() {
    return even;
  }

  /** {@return length of the first axis of tokens: n, or R of (R, 1, C)} */
  public int count() {
    return even ? active.get(0).length : first[active.size()];
  }

  /**
   * Returns how many images tokens of a batch have along their second axis.
   *
   * @param batch images of the batch, B
   * @return B, or 1 where the tokens are (R, 1, C)
   */
  public int axis(int batch) {
    return even ? batch : 1;
  }

  /**
   * Returns where tokens lie on a dense grid: for each row of the flat tokens (n x B, C) the row of
   * the flat grid (B x height x width, C).
   *
   * @param batch images of the batch, B
   * @return B x n numbers, or R
   * @throws IllegalArgumentException if there are several lists, but not one for each image
   */
  public int[] gridRows(int batch) {
    checkBatch(batch);
    int[] rows = new int[even ? count() * batch : count()];
    for (int image = 0; image < batch; image++) {
      int[] sites = list(image);
      for (int v = 0; v < sites.length; v++) {
        rows[tokenRow(image, v, batch)] = image * height * width + sites[v];
      }
    }
    return rows;
  }

  /**
   * Returns which token lies at each site of a dense grid: the inverse of {@link #gridRows}.
   *
   * @param batch images of the batch, B
   * @return B x height x width rows of the flat tokens; the number of tokens where there is none
   * @throws IllegalArgumentException if there are several lists, but not one for each image
   */
  public int[] tokenRows(int batch) {
    int[] grid = gridRows(batch);
    int[] tokens = new int[batch * height * width];
    Arrays.fill(tokens, grid.length);
    for (int token = 0; token < grid.length; token++) {
      tokens[grid[token]] = token;
    }
    return tokens;
  }

  /**
   * Returns the k x k sites under each active site of the grid that is k times coarser, the one
   * that {@code convolved(k, k, 0)} gives: what a convolution with kernel = stride reads.
   *
   * @param side sites k per side of a coarser one
   * @param batch images of the batch, B
   * @return rows of the flat tokens, for each coarser token k x k in row-major order; the number of
   *     tokens where a site is not active
   * @throws IllegalArgumentException if there are several lists, but not one for each image
   */
  public int[] patchRows(int side, int batch) {
    int[] tokens = tokenRows(batch);
    Sites coarse = convolved(side, side, 0);
    int[] coarseRows = coarse.gridRows(batch);
    int[] rows = new int[coarseRows.length * side * side];
    for (int i = 0; i < rows.length; i++) {
      int cell = coarseRows[i / (side * side)];
      int within = i % (side * side);
      int image = cell / (coarse.height * coarse.width);
      int site = cell % (coarse.height * coarse.width);
      int row = site / coarse.width * side + within / side;
      int col = site % coarse.width * side + within % side;
      rows[i] = tokens[(image * height + row) * width + col];
    }
    return rows;
  }

  private int[] list(int image) {
    return active.get(active.size() == 1 ? 0 : image);
  }

  private int tokenRow(int image, int token, int batch) {
    return even ? token * batch + image : first[image] + token;
  }

  private void checkBatch(int batch) {
    Checks.that(
        active.size() == 1 || active.size() == batch,
        "batch of %s images: expected one mask, or one for each, got %s",
        batch,
        active.size());
  }
}
