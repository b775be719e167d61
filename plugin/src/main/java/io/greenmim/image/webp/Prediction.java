package io.greenmim.image.webp;

/** Predicts blocks from their neighbours above and to the left (RFC 6386, section 12). */
final class Prediction {

  private static final int WITHOUT_NEIGHBOURS = 128;

  /**
   * The directional modes of sub-blocks, from {@link Macroblock#VERTICAL} on. The neighbours are
   * numbered from the lowest to the left (0) over the corner (4) to the eighth above (12). A sample
   * is {@code 2 n} where it is the mean of n and, half each, its neighbours; {@code 2 n + 1} where
   * it is the mean of n and n + 1.
   */
  private static final int[][] DIRECTIONS = {
    {10, 12, 14, 16, 10, 12, 14, 16, 10, 12, 14, 16, 10, 12, 14, 16},
    {6, 6, 6, 6, 4, 4, 4, 4, 2, 2, 2, 2, 0, 0, 0, 0},
    {12, 14, 16, 18, 14, 16, 18, 20, 16, 18, 20, 22, 18, 20, 22, 24},
    {8, 10, 12, 14, 6, 8, 10, 12, 4, 6, 8, 10, 2, 4, 6, 8},
    {9, 11, 13, 15, 8, 10, 12, 14, 6, 9, 11, 13, 4, 8, 10, 12},
    {11, 13, 15, 17, 12, 14, 16, 18, 13, 15, 17, 20, 14, 16, 18, 22},
    {7, 8, 10, 12, 5, 6, 7, 8, 3, 4, 5, 6, 1, 2, 3, 4},
    {5, 4, 3, 2, 3, 2, 1, 0, 1, 0, -1, -1, -1, -1, -1, -1}
  };

  private static final int CORNER = 4;
  private static final int LAST = 12;

  private final int[] edge = new int[LAST + 1];

  /** Predicts a square of 16 or 8 samples. */
  static void square(Plane plane, int x, int y, int side, int mode) {
    if (mode == Macroblock.DC) {
      fill(plane, x, y, side, mean(plane, x, y, side));
      return;
    }
    int corner = plane.get(plane.at(x - 1, y - 1));
    for (int row = 0; row < side; row++) {
      int left = plane.get(plane.at(x - 1, y + row));
      int at = plane.at(x, y + row);
      int top = plane.at(x, y - 1);
      for (int column = 0; column < side; column++) {
        int above = plane.get(top + column);
        switch (mode) {
          case Macroblock.VERTICAL -> plane.set(at + column, above);
          case Macroblock.HORIZONTAL -> plane.set(at + column, left);
          default -> plane.setClipped(at + column, left + above - corner);
        }
      }
    }
  }

  private static void fill(Plane plane, int x, int y, int side, int value) {
    for (int row = 0; row < side; row++) {
      int at = plane.at(x, y + row);
      for (int column = 0; column < side; column++) {
        plane.set(at + column, value);
      }
    }
  }

  private static int mean(Plane plane, int x, int y, int side) {
    int sum = 0;
    int count = 0;
    for (int i = 0; y > 0 && i < side; i++, count++) {
      sum += plane.get(plane.at(x + i, y - 1));
    }
    for (int i = 0; x > 0 && i < side; i++, count++) {
      sum += plane.get(plane.at(x - 1, y + i));
    }
    return count == 0 ? WITHOUT_NEIGHBOURS : (sum + count / 2) / count;
  }

  /**
   * Predicts a sub-block of 4 x 4 samples.
   *
   * @param right index of the four samples above and to the right
   */
  void subBlock(Plane plane, int x, int y, int mode, int right) {
    for (int i = 0; i < 4; i++) {
      edge[3 - i] = plane.get(plane.at(x - 1, y + i));
      edge[CORNER + 1 + i] = plane.get(plane.at(x + i, y - 1));
      edge[CORNER + 5 + i] = plane.get(right + i);
    }
    edge[CORNER] = plane.get(plane.at(x - 1, y - 1));
    if (mode == Macroblock.DC) {
      int sum = 4;
      for (int i = 0; i < 4; i++) {
        sum += edge[i] + edge[CORNER + 1 + i];
      }
      fill(plane, x, y, 4, sum >> 3);
    } else if (mode == Macroblock.TRUE_MOTION) {
      square(plane, x, y, 4, mode);
    } else {
      int[] direction = DIRECTIONS[mode - Macroblock.VERTICAL];
      for (int i = 0; i < 16; i++) {
        plane.set(plane.at(x + i % 4, y + i / 4), smoothed(direction[i]));
      }
    }
  }

  private int smoothed(int code) {
    int n = code >> 1;
    if ((code & 1) != 0) {
      return (neighbour(n) + neighbour(n + 1) + 1) >> 1;
    }
    return (neighbour(n - 1) + 2 * neighbour(n) + neighbour(n + 1) + 2) >> 2;
  }

  private int neighbour(int n) {
    return edge[Math.max(0, Math.min(LAST, n))];
  }
}
