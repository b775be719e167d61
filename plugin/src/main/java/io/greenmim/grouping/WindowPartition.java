package io.greenmim.grouping;

import io.greenmim.config.Checks;
import io.greenmim.config.GridSize;

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

  private final Axis rows;
  private final Axis cols;

  /**
   * The windows along one axis of a grid.
   *
   * @param side tokens of the grid, at least 1
   * @param window tokens of a window, at least 1
   * @param shift shift of the windows towards higher indices, in tokens, 0 to {@code window - 1};
   *     ignored where the side is at most the window
   */
  public record Axis(int side, int window, int shift) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is outside its range
     */
    public Axis {
      Checks.that(window >= 1, "window: expected at least 1, got %s", window);
      Checks.that(
          shift >= 0 && shift < window,
          "window shift: expected 0 to %s, got %s",
          window - 1,
          shift);
    }

    /** Distance from the start of the first, perhaps incomplete window to the grid's border. */
    private int offset() {
      return shift == 0 || side <= window ? 0 : window - shift;
    }

    private int windows() {
      return (side - 1 + offset()) / window + 1;
    }

    private int windowOf(int at) {
      return (at + offset()) / window;
    }

    private int placeOf(int at) {
      return (at + offset()) % window;
    }
  }

  /**
   * Divides a grid into windows.
   *
   * @param rows windows along the height
   * @param cols windows along the width
   * @throws IllegalArgumentException if the grid has a side below 1
   */
  public WindowPartition(Axis rows, Axis cols) {
    Checks.that(
        rows.side() >= 1 && cols.side() >= 1,
        "token grid: expected at least 1x1, got %sx%s",
        rows.side(),
        cols.side());
    this.rows = rows;
    this.cols = cols;
  }

  /**
   * Divides a grid into square windows.
   *
   * @param height rows of the token grid, at least 1
   * @param width columns of the token grid, at least 1
   * @param window side of a window in tokens, at least 1
   * @param shift shift of the windows towards higher indices on both axes, in tokens, 0 to {@code
   *     window - 1}; ignored on an axis whose side is at most the window
   * @throws IllegalArgumentException if a number is outside its range
   */
  public WindowPartition(int height, int width, int window, int shift) {
    this(new Axis(height, window, shift), new Axis(width, window, shift));
  }

  /** Rows of the grid. */
  int height() {
    return rows.side();
  }

  /** Columns of the grid. */
  int width() {
    return cols.side();
  }

  /** Sides of a window in tokens. */
  GridSize window() {
    return new GridSize(rows.window(), cols.window());
  }

  /** Number of windows, incomplete ones included. */
  int windows() {
    return rows.windows() * cols.windows();
  }

  /**
   * Tells whether the windows are shifted on at least one axis.
   *
   * @return false if this is the regular partition
   */
  public boolean isShifted() {
    return rows.offset() > 0 || cols.offset() > 0;
  }

  /** Row-major id of the window of a token. */
  int windowOf(int row, int col) {
    checkPosition(row, col);
    return rows.windowOf(row) * cols.windows() + cols.windowOf(col);
  }

  /** Row times the window's width plus column of a token inside its window. */
  int positionOf(int row, int col) {
    checkPosition(row, col);
    return rows.placeOf(row) * cols.window() + cols.placeOf(col);
  }

  private void checkPosition(int row, int col) {
    if (row < 0 || row >= height() || col < 0 || col >= width()) {
      throw new IndexOutOfBoundsException(
          "token (" + row + ", " + col + ") is outside the " + height() + "x" + width() + " grid");
    }
  }
}
