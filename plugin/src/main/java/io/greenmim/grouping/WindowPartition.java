package io.greenmim.grouping;

/**
 * The windows of a token grid, regular or shifted.
 *
 * <p>Swin shifts windows by rolling the grid cyclically and masking attention between regions that
 * the roll brought together (arXiv 2103.14030, section 3.2). Tokens of one rolled window that may
 * attend to each other are neighbours before the roll too, so the same relation comes from a
 * partition that is not cyclic: windows start at {@code shift - window} instead of 0 and those at
 * the border are smaller. On an axis whose side is at most the window there is one window and no
 * shift. Immutable.
 */
public final class WindowPartition {
  private final int height;
  private final int width;
  private final int window;
  private final int rowOffset;
  private final int colOffset;
  private final int windowRows;
  private final int windowCols;

  /**
   * Divides a grid into windows.
   *
   * @param height rows of the token grid, at least 1
   * @param width columns of the token grid, at least 1
   * @param window side of a window in tokens, at least 1
   * @param shift shift of the windows towards higher indices, in tokens, 0 to {@code window - 1};
   *     ignored on an axis whose side is at most the window
   * @throws IllegalArgumentException if a number is outside its range
   */
  public WindowPartition(int height, int width, int window, int shift) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "token grid: expected at least 1x1, got " + height + "x" + width);
    }
    if (window < 1) {
      throw new IllegalArgumentException("window: expected at least 1, got " + window);
    }
    if (shift < 0 || shift >= window) {
      throw new IllegalArgumentException(
          "window shift: expected 0 to " + (window - 1) + ", got " + shift);
    }
    this.height = height;
    this.width = width;
    this.window = window;
    this.rowOffset = offset(height, window, shift);
    this.colOffset = offset(width, window, shift);
    this.windowRows = (height - 1 + rowOffset) / window + 1;
    this.windowCols = (width - 1 + colOffset) / window + 1;
  }

  /** Distance from the start of the first, perhaps incomplete window to the grid's border. */
  private static int offset(int side, int window, int shift) {
    return shift == 0 || side <= window ? 0 : window - shift;
  }

  /**
   * Returns the rows of the grid.
   *
   * @return height in tokens, at least 1
   */
  public int height() {
    return height;
  }

  /**
   * Returns the columns of the grid.
   *
   * @return width in tokens, at least 1
   */
  public int width() {
    return width;
  }

  /**
   * Returns the side of a window.
   *
   * @return tokens, at least 1
   */
  public int window() {
    return window;
  }

  /**
   * Returns the number of windows, incomplete ones included.
   *
   * @return number of windows, at least 1
   */
  public int windows() {
    return windowRows * windowCols;
  }

  /**
   * Tells whether the windows are shifted on at least one axis.
   *
   * @return false if this is the regular partition
   */
  public boolean isShifted() {
    return rowOffset > 0 || colOffset > 0;
  }

  /**
   * Returns the window of a token.
   *
   * @param row row of the token, 0 to {@code height() - 1}
   * @param col column of the token, 0 to {@code width() - 1}
   * @return row-major id of its window, 0 to {@code windows() - 1}
   * @throws IndexOutOfBoundsException if the position is outside the grid
   */
  public int windowOf(int row, int col) {
    checkPosition(row, col);
    return (row + rowOffset) / window * windowCols + (col + colOffset) / window;
  }

  /**
   * Returns the place of a token inside its window.
   *
   * @param row row of the token, 0 to {@code height() - 1}
   * @param col column of the token, 0 to {@code width() - 1}
   * @return {@code row in window * window() + column in window}, 0 to {@code window()^2 - 1}
   * @throws IndexOutOfBoundsException if the position is outside the grid
   */
  public int positionOf(int row, int col) {
    checkPosition(row, col);
    return (row + rowOffset) % window * window + (col + colOffset) % window;
  }

  private void checkPosition(int row, int col) {
    if (row < 0 || row >= height || col < 0 || col >= width) {
      throw new IndexOutOfBoundsException(
          "token (" + row + ", " + col + ") is outside the " + height + "x" + width + " grid");
    }
  }
}
