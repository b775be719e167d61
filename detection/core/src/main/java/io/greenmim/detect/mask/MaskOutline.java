package io.greenmim.detect.mask;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns masks into polygons along the edges of their pixels: one polygon for each part whose pixels
 * share sides. A hole is joined to the outline around it by a line there and back, so that {@link
 * PolygonRaster} and every other even-odd filling gives the same mask back.
 */
public final class MaskOutline {

  /** Right, down, left, up: the next one is a turn to the right, rows counted downwards. */
  private static final int[] STEP_X = {1, 0, -1, 0};

  private static final int[] STEP_Y = {0, 1, 0, -1};
  private static final int SIDES = 4;

  private final PixelBox box;
  private final boolean[] inside;
  private final int[] parts;

  /** By corner of the grid and direction, whether an edge leaves there that no outline has yet. */
  private final boolean[] edges;

  private MaskOutline(RunLengthMask mask) {
    box = mask.box();
    inside = new boolean[box.width() * box.height()];
    parts = new int[inside.length];
    edges = new boolean[(box.width() + 1) * (box.height() + 1) * SIDES];
    fill(mask);
  }

  /**
   * Traces the outlines of a mask.
   *
   * @param mask the mask
   * @return corners x, y in pixels, for each part; none for an empty mask
   */
  public static List<double[]> polygons(RunLengthMask mask) {
    return mask.area() == 0 ? List.of() : new MaskOutline(mask).trace();
  }

  private void fill(RunLengthMask mask) {
    int at = 0;
    boolean in = false;
    for (int run : mask.counts()) {
      for (int pixel = at; in && pixel < at + run; pixel++) {
        int x = pixel / mask.height() - box.x();
        int y = pixel % mask.height() - box.y();
        inside[y * box.width() + x] = true;
      }
      at += run;
      in = !in;
    }
  }

  private boolean inside(int x, int y) {
    return x >= 0 && x < box.width() && y >= 0 && y < box.height() && inside[y * box.width() + x];
  }

  private List<double[]> trace() {
    int count = number();
    for (int y = 0; y < box.height(); y++) {
      for (int x = 0; x < box.width(); x++) {
        if (inside(x, y)) {
          // Edges go around a pixel to the right, so it lies to their right.
          mark(x, y, 0, inside(x, y - 1));
          mark(x + 1, y, 1, inside(x + 1, y));
          mark(x + 1, y + 1, 2, inside(x, y + 1));
          mark(x, y + 1, 3, inside(x - 1, y));
        }
      }
    }
    Map<Integer, List<List<int[]>>> loops = new LinkedHashMap<>();
    for (int y = 0; y <= box.height(); y++) {
      for (int x = 0; x <= box.width(); x++) {
        for (int direction = 0; direction < SIDES; direction++) {
          if (edges[edge(x, y, direction)]) {
            // Rows are scanned downwards: of a part's outlines the outer one is met first.
            loops
                .computeIfAbsent(partRightOf(x, y, direction), part -> new ArrayList<>())
                .add(loop(x, y, direction));
          }
        }
      }
    }
    List<double[]> polygons = new ArrayList<>(count);
    loops.values().forEach(outlines -> polygons.add(join(outlines)));
    return polygons;
  }

  /** Numbers the parts from 1. */
  private int number() {
    int count = 0;
    Deque<Integer> open = new ArrayDeque<>();
    for (int start = 0; start < inside.length; start++) {
      if (inside[start] && parts[start] == 0) {
        count++;
        parts[start] = count;
        open.push(start);
        while (!open.isEmpty()) {
          int pixel = open.pop();
          for (int d = 0; d < SIDES; d++) {
            int x = pixel % box.width() + STEP_X[d];
            int y = pixel / box.width() + STEP_Y[d];
            if (inside(x, y) && parts[y * box.width() + x] == 0) {
              parts[y * box.width() + x] = count;
              open.push(y * box.width() + x);
            }
          }
        }
      }
    }
    return count;
  }

  private int edge(int x, int y, int direction) {
    return (y * (box.width() + 1) + x) * SIDES + direction;
  }

  private void mark(int x, int y, int direction, boolean continues) {
    edges[edge(x, y, direction)] = !continues;
  }

  private int partRightOf(int x, int y, int direction) {
    int column = direction == 0 || direction == 3 ? x : x - 1;
    int row = direction == 0 || direction == 1 ? y : y - 1;
    return parts[row * box.width() + column];
  }

  /** Follows one outline; where two meet at a corner it stays with its own pixels. */
  private List<int[]> loop(int startX, int startY, int startDirection) {
    List<int[]> corners = new ArrayList<>();
    int x = startX;
    int y = startY;
    int direction = startDirection;
    int before = -1;
    while (edges[edge(x, y, direction)]) {
      edges[edge(x, y, direction)] = false;
      if (direction != before) {
        corners.add(new int[] {x, y});
      }
      before = direction;
      x += STEP_X[direction];
      y += STEP_Y[direction];
      direction = next(x, y, direction);
    }
    return corners;
  }

  private int next(int x, int y, int direction) {
    int right = (direction + 1) % SIDES;
    int left = (direction + SIDES - 1) % SIDES;
    if (edges[edge(x, y, right)]) {
      return right;
    }
    return edges[edge(x, y, left)] ? left : direction;
  }

  private double[] join(List<List<int[]>> outlines) {
    List<int[]> corners = new ArrayList<>(outlines.get(0));
    for (List<int[]> hole : outlines.subList(1, outlines.size())) {
      corners.add(outlines.get(0).get(0));
      corners.addAll(hole);
      corners.add(hole.get(0));
    }
    double[] xy = new double[corners.size() * 2];
    for (int i = 0; i < corners.size(); i++) {
      xy[2 * i] = corners.get(i)[0] + box.x();
      xy[2 * i + 1] = corners.get(i)[1] + box.y();
    }
    return xy;
  }
}
