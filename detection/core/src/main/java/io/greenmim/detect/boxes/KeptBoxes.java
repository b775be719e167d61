package io.greenmim.detect.boxes;

import java.util.Arrays;

/**
 * The boxes that suppression kept so far, found by group and place.
 *
 * <p>Two boxes whose overlap exceeds t have sides whose ratio is above t, and intersect on more
 * than the share t of the longer side; so their centres are closer than a share of either box's
 * side, on each axis. Each group has a coarse grid of lists, and a box is compared only with those
 * whose centre lies in the cells within that reach. Groups share nothing that changes, so that each
 * may have a thread of its own.
 */
final class KeptBoxes {

  /** Cells of a group's grid on each axis. */
  private static final int SIDE = 16;

  private static final int CELLS = SIDE * SIDE;

  /** What rounding may add to a distance between centres, in pixels and as a factor. */
  private static final float SLACK = 1.001f;

  private final Boxes boxes;
  private final int[] groups;
  private final double threshold;
  private final float reach;
  private final float left;
  private final float top;
  private final float columnsPerPixel;
  private final float rowsPerPixel;

  /** First kept box of each cell of each group, or -1; each names the next one. */
  private final int[] heads;

  private final int[] next;
  private final float[] corners;
  private final float[] areas;

  /** Comparisons in each group. */
  private final long[] comparisons;

  KeptBoxes(Boxes boxes, int[] groups, double threshold, int places) {
    this.boxes = boxes;
    this.groups = groups;
    this.threshold = threshold;
    reach = reach(threshold);
    int groupCount = 0;
    float minX = Float.POSITIVE_INFINITY;
    float minY = Float.POSITIVE_INFINITY;
    float maxX = Float.NEGATIVE_INFINITY;
    float maxY = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < boxes.size(); i++) {
      if (groups[i] < 0) {
        throw new IllegalArgumentException(
            "groups: expected at least 0, got %s at %s".formatted(groups[i], i));
      }
      groupCount = Math.max(groupCount, groups[i] + 1);
      minX = Math.min(minX, boxes.x1(i));
      minY = Math.min(minY, boxes.y1(i));
      maxX = Math.max(maxX, boxes.x2(i));
      maxY = Math.max(maxY, boxes.y2(i));
    }
    left = minX;
    top = minY;
    columnsPerPixel = SIDE / (maxX - minX);
    rowsPerPixel = SIDE / (maxY - minY);
    heads = new int[Math.multiplyExact(groupCount, CELLS)];
    Arrays.fill(heads, -1);
    next = new int[places];
    corners = new float[Boxes.WIDTH * places];
    areas = new float[places];
    comparisons = new long[groupCount];
  }

  /**
   * How far apart, in sides of one of them, the centres of boxes may be that overlap by more.
   *
   * <p>With sides a and b, the intersection is at most (a + b) / 2 - d and must exceed t max(a, b).
   * Over all b between t a and a / t the distance d is then below a (1 - t) for t of at least 1/2,
   * at b = a, and below a (1 / t - 1) / 2 for less, at b = a / t.
   */
  private static float reach(double t) {
    return (float) (t >= 0.5 ? 1 - t : (1 / t - 1) / 2);
  }

  /** How often boxes were compared: what suppression took, on any machine. */
  long comparisons() {
    return Arrays.stream(comparisons).sum();
  }

  /** Tells whether a kept box of the same group overlaps a box too much. */
  boolean suppress(int box) {
    float x1 = boxes.x1(box);
    float y1 = boxes.y1(box);
    float x2 = boxes.x2(box);
    float y2 = boxes.y2(box);
    float area = boxes.area(box);
    float x = 0.5f * (x1 + x2);
    float y = 0.5f * (y1 + y2);
    float reachX = reach * (x2 - x1) * SLACK + SLACK;
    float reachY = reach * (y2 - y1) * SLACK + SLACK;
    int firstColumn = column(x - reachX);
    int lastColumn = column(x + reachX);
    int firstRow = row(y - reachY);
    int lastRow = row(y + reachY);
    int grid = groups[box] * CELLS;
    long compared = 0;
    for (int row = firstRow; row <= lastRow; row++) {
      for (int cell = grid + row * SIDE + firstColumn;
          cell <= grid + row * SIDE + lastColumn;
          cell++) {
        for (int kept = heads[cell]; kept >= 0; kept = next[kept]) {
          compared++;
          int at = Boxes.WIDTH * kept;
          float width = Math.min(x2, corners[at + 2]) - Math.max(x1, corners[at]);
          float height = Math.min(y2, corners[at + 3]) - Math.max(y1, corners[at + 1]);
          if (width > 0 && height > 0) {
            float both = width * height;
            if (both / (areas[kept] + area - both) > threshold) {
              comparisons[groups[box]] += compared;
              return true;
            }
          }
        }
      }
    }
    comparisons[groups[box]] += compared;
    return false;
  }

  /** Adds a box that is kept, at a place that no other has. */
  void add(int box, int place) {
    int at = Boxes.WIDTH * place;
    corners[at] = boxes.x1(box);
    corners[at + 1] = boxes.y1(box);
    corners[at + 2] = boxes.x2(box);
    corners[at + 3] = boxes.y2(box);
    areas[place] = boxes.area(box);
    int row = row(0.5f * (corners[at + 1] + corners[at + 3]));
    int cell = groups[box] * CELLS + row * SIDE + column(0.5f * (corners[at] + corners[at + 2]));
    next[place] = heads[cell];
    heads[cell] = place;
  }

  private int column(float x) {
    return cell((x - left) * columnsPerPixel);
  }

  private int row(float y) {
    return cell((y - top) * rowsPerPixel);
  }

  /** Beyond the border counts as its cell; so does what is no number. */
  private static int cell(float position) {
    return Math.max(0, Math.min(SIDE - 1, (int) position));
  }
}
