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

  /** Rows of the grid. */
  int height() {
    return height;
  }

  /** Columns of the grid. */
  int width() {
    return width;
  }

  /** Side of a window in tokens. */
  int window() {
    return window;
  }

  /** Number of windows, incomplete ones included. */
  int windows() {
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

  /** Row-major id of the window of a token. */
  int windowOf(int row, int col) {
    checkPosition(row, col);
    return (row + rowOffset) / window * windowCols + (col + colOffset) / window;
  }

  /** Row times the window plus column of a token inside its window. */
  int positionOf(int row, int col) {
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
