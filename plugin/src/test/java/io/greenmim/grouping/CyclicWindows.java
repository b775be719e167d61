package io.greenmim.grouping;

/**
 * Shifted windows as Swin makes them: the padded grid is rolled cyclically, cut into windows, and
 * two tokens of a window attend to each other only if they come from the same region.
 */
final class CyclicWindows {
  private final int window;
  private final int[][] windowId;
  private final int[][] region;
  private final int[][] rowInWindow;
  private final int[][] colInWindow;

  CyclicWindows(int height, int width, int window, int shift) {
    this.window = window;
    int shiftRows = height <= window ? 0 : shift;
    int shiftCols = width <= window ? 0 : shift;
    int paddedHeight = padded(height);
    int paddedWidth = padded(width);
    windowId = new int[height][width];
    region = new int[height][width];
    rowInWindow = new int[height][width];
    colInWindow = new int[height][width];
    for (int r = 0; r < paddedHeight; r++) {
      for (int c = 0; c < paddedWidth; c++) {
        // The rolled grid shows at (r, c) what was at (r + shift, c + shift).
        int row = (r + shiftRows) % paddedHeight;
        int col = (c + shiftCols) % paddedWidth;
        if (row < height && col < width) {
          windowId[row][col] = r / window * (paddedWidth / window) + c / window;
          region[row][col] = band(r, paddedHeight, shiftRows) * 3 + band(c, paddedWidth, shiftCols);
          rowInWindow[row][col] = r % window;
          colInWindow[row][col] = c % window;
        }
      }
    }
  }

  /** Whether tokens a and b, row-major indices, attend to each other. */
  boolean attend(int a, int b) {
    int width = windowId[0].length;
    return windowId[a / width][a % width] == windowId[b / width][b % width]
        && region[a / width][a % width] == region[b / width][b % width];
  }

  /** Row distance inside the rolled window. */
  int rowDistance(int a, int b) {
    int width = windowId[0].length;
    return rowInWindow[a / width][a % width] - rowInWindow[b / width][b % width];
  }

  /** Column distance inside the rolled window. */
  int colDistance(int a, int b) {
    int width = windowId[0].length;
    return colInWindow[a / width][a % width] - colInWindow[b / width][b % width];
  }

  private int padded(int side) {
    return (side + window - 1) / window * window;
  }

  private int band(int position, int side, int shift) {
    if (position < side - window) {
      return 0;
    }
    return position < side - shift ? 1 : 2;
  }
}
