package io.greenmim.masking;

import io.greenmim.config.Checks;
import java.util.Arrays;

/**
 * An immutable boolean mask over the grid of mask patches: true = masked, row-major.
 *
 * <p>A mask patch is the unit that is hidden or shown as a whole (32 x 32 pixels at a total stride
 * of 32), so visible tokens of every stage form complete squares under the visible patches.
 */
public final class PatchMask {
  private final int rows;
  private final int cols;
  private final boolean[] masked;
  private final int maskedCount;

  /**
   * Creates a mask from its values.
   *
   * @param rows number of patch rows, at least 1
   * @param cols number of patch columns, at least 1
   * @param masked {@code rows * cols} values in row-major order, true = masked; copied
   * @throws IllegalArgumentException if a side is below 1 or the number of values is not {@code
   *     rows * cols}
   */
  public PatchMask(int rows, int cols, boolean[] masked) {
    checkGrid(rows, cols);
    Checks.that(
        masked.length == rows * cols,
        "mask of a %sx%s grid: expected %s values, got %s",
        rows,
        cols,
        rows * cols,
        masked.length);
    this.rows = rows;
    this.cols = cols;
    this.masked = masked.clone();
    int count = 0;
    for (boolean value : masked) {
      count += value ? 1 : 0;
    }
    this.maskedCount = count;
  }

  /**
   * Returns the mask that hides nothing.
   *
   * @param rows number of patch rows, at least 1
   * @param cols number of patch columns, at least 1
   * @return a mask of {@code rows * cols} visible patches
   * @throws IllegalArgumentException if a side is below 1
   */
  public static PatchMask none(int rows, int cols) {
    checkGrid(rows, cols);
    return new PatchMask(rows, cols, new boolean[rows * cols]);
  }

  /**
   * Returns the number of patch rows.
   *
   * @return rows of the grid, at least 1
   */
  public int rows() {
    return rows;
  }

  /**
   * Returns the number of patch columns.
   *
   * @return columns of the grid, at least 1
   */
  public int cols() {
    return cols;
  }

  /**
   * Tells whether one patch is masked.
   *
   * @param row patch row, 0 to {@code rows() - 1}
   * @param col patch column, 0 to {@code cols() - 1}
   * @return true if the patch is hidden from the encoder
   * @throws IndexOutOfBoundsException if the position is outside the grid
   */
  public boolean isMasked(int row, int col) {
    if (row < 0 || row >= rows || col < 0 || col >= cols) {
      throw new IndexOutOfBoundsException(
          "patch (" + row + ", " + col + ") is outside the " + rows + "x" + cols + " grid");
    }
    return masked[row * cols + col];
  }

  /**
   * Returns how many patches are masked.
   *
   * @return number of masked patches, 0 to {@code rows() * cols()}
   */
  public int maskedCount() {
    return maskedCount;
  }

  /**
   * Returns how many patches are visible.
   *
   * @return number of visible patches, 0 to {@code rows() * cols()}
   */
  public int visibleCount() {
    return masked.length - maskedCount;
  }

  /**
   * Returns the positions of the visible patches.
   *
   * @return row-major patch indices, ascending, length {@code visibleCount()}
   */
  public int[] visibleIndices() {
    return indicesOf(false, visibleCount());
  }

  /**
   * Returns the positions of the masked patches.
   *
   * @return row-major patch indices, ascending, length {@code maskedCount()}
   */
  public int[] maskedIndices() {
    return indicesOf(true, maskedCount);
  }

  /**
   * Returns the mask's values.
   *
   * @return a fresh array of {@code rows() * cols()} values, row-major, true = masked
   */
  public boolean[] toArray() {
    return masked.clone();
  }

  /**
   * Divides every patch into smaller ones.
   *
   * @param scale smaller patches per side of a patch, at least 1
   * @return the mask of the finer grid, which hides the same
   * @throws IllegalArgumentException if the scale is below 1
   */
  public PatchMask refined(int scale) {
    Checks.that(scale >= 1, "patches per patch side: expected at least 1, got %s", scale);
    if (scale == 1) {
      return this;
    }
    int width = Math.multiplyExact(cols, scale);
    boolean[] fine = new boolean[Math.multiplyExact(Math.multiplyExact(rows, scale), width)];
    for (int i = 0; i < fine.length; i++) {
      fine[i] = masked[i / width / scale * cols + i % width / scale];
    }
    return new PatchMask(rows * scale, width, fine);
  }

  /**
   * Returns the tokens under the visible patches on a grid that is {@code scale} times finer.
   *
   * @param scale tokens per side of a patch, at least 1
   * @return row-major indices into the grid of {@code rows() * scale} by {@code cols() * scale}
   *     tokens, ascending, length {@code visibleCount() * scale * scale}
   * @throws IllegalArgumentException if the scale is below 1
   * @throws ArithmeticException if the finer grid has more than {@link Integer#MAX_VALUE} tokens
   */
  public int[] visibleTokens(int scale) {
    Checks.that(scale >= 1, "tokens per patch side: expected at least 1, got %s", scale);
    int height = Math.multiplyExact(rows, scale);
    int width = Math.multiplyExact(cols, scale);
    Math.multiplyExact(height, width);
    int[] tokens = new int[visibleCount() * scale * scale];
    int next = 0;
    for (int row = 0; row < height; row++) {
      int patchRow = row / scale * cols;
      for (int patchCol = 0; patchCol < cols; patchCol++) {
        if (!masked[patchRow + patchCol]) {
          int first = row * width + patchCol * scale;
          for (int token = first; token < first + scale; token++) {
            tokens[next++] = token;
          }
        }
      }
    }
    return tokens;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PatchMask mask
        && rows == mask.rows
        && cols == mask.cols
        && Arrays.equals(masked, mask.masked);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * rows + cols) + Arrays.hashCode(masked);
  }

  /**
   * Draws the mask.
   *
   * @return one line a row, {@code #} = masked, {@code .} = visible
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < masked.length; i++) {
      if (i > 0 && i % cols == 0) {
        text.append('\n');
      }
      text.append(masked[i] ? '#' : '.');
    }
    return text.toString();
  }

  private int[] indicesOf(boolean value, int count) {
    int[] indices = new int[count];
    int next = 0;
    for (int i = 0; i < masked.length; i++) {
      if (masked[i] == value) {
        indices[next++] = i;
      }
    }
    return indices;
  }

  private static void checkGrid(int rows, int cols) {
    Checks.that(
        rows >= 1 && cols >= 1 && (long) rows * cols <= Integer.MAX_VALUE,
        "mask grid: expected at least 1x1 and at most %s patches, got %sx%s",
        Integer.MAX_VALUE,
        rows,
        cols);
  }
}
