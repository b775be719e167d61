package io.greenmim.detect.mask;

import java.util.Arrays;

/**
 * The outline of a polygon on a grid of fifths of a pixel, and the pixels at which it changes
 * sides.
 *
 * <p>The casts to {@code int} cut towards zero, also for negative numbers, as the reference does;
 * what this shifts lies outside the image.
 */
final class FineOutline {

  private static final int FINE = 5;

  /** Fine column, within a pixel, on which its middle lies. */
  private static final int MIDDLE = 2;

  private final int height;
  private final int width;

  private int[] changes = new int[64];
  private int size;

  private boolean started;
  private int cornerX;
  private int cornerY;
  private int x;
  private int y;

  FineOutline(int height, int width) {
    this.height = height;
    this.width = width;
  }

  /** Walks to the next corner, given in pixels. */
  void corner(double pixelX, double pixelY) {
    int nextX = (int) (FINE * pixelX + .5);
    int nextY = (int) (FINE * pixelY + .5);
    if (!started) {
      started = true;
      x = nextX;
      y = nextY;
    } else {
      edge(nextX, nextY);
    }
    cornerX = nextX;
    cornerY = nextY;
  }

  /** Walks one edge. Its points are computed from its lower end, so that both directions agree. */
  private void edge(int nextX, int nextY) {
    int spanX = Math.abs(nextX - cornerX);
    int spanY = Math.abs(nextY - cornerY);
    int steps = Math.max(spanX, spanY);
    if (steps == 0) {
      return;
    }
    boolean flat = spanX >= spanY;
    boolean backwards = flat ? cornerX > nextX : cornerY > nextY;
    int startX = backwards ? nextX : cornerX;
    int startY = backwards ? nextY : cornerY;
    int rise = backwards ? cornerY - nextY : nextY - cornerY;
    int run = backwards ? cornerX - nextX : nextX - cornerX;
    double slope = flat ? (double) rise / spanX : (double) run / spanY;
    for (int step = 0; step <= steps; step++) {
      int along = backwards ? steps - step : step;
      if (flat) {
        point(startX + along, (int) (startY + slope * along + .5));
      } else {
        point((int) (startX + slope * along + .5), startY + along);
      }
    }
  }

  /** Steps to a fine point; a step over the middle of a pixel column is a change of sides. */
  private void point(int nextX, int nextY) {
    if (nextX != x) {
      int crossed = nextX < x ? nextX : nextX - 1;
      int column = Math.floorDiv(crossed, FINE);
      if (crossed - FINE * column == MIDDLE && column >= 0 && column < width) {
        // First row whose middle is not above the outline.
        int row = Math.floorDiv(Math.min(nextY, y) + FINE - 1 - MIDDLE, FINE);
        change(column * height + Math.max(0, Math.min(height, row)));
      }
    }
    x = nextX;
    y = nextY;
  }

  private void change(int pixel) {
    if (size == changes.length) {
      changes = Arrays.copyOf(changes, 2 * size);
    }
    changes[size++] = pixel;
  }

  RunLengthMask toMask() {
    Arrays.sort(changes, 0, size);
    RunList runs = new RunList();
    int at = 0;
    for (int i = 0; i < size; i++) {
      runs.append(i % 2 == 1, changes[i] - at);
      at = changes[i];
    }
    runs.append(size % 2 == 1, height * width - at);
    return runs.toMask(height, width);
  }
}
