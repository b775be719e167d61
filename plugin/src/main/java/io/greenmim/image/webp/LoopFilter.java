package io.greenmim.image.webp;

/** Smooths the borders of blocks (RFC 6386, section 15). */
final class LoopFilter {

  private final boolean simple;
  private final int sharpness;
  private int edgeLimit;
  private int interiorLimit;
  private int varianceThreshold;

  LoopFilter(boolean simple, int sharpness) {
    this.simple = simple;
    this.sharpness = sharpness;
  }

  /** Takes the strength for the borders that follow, 1 to 63. */
  void setLevel(int level) {
    interiorLimit = level;
    if (sharpness > 0) {
      interiorLimit = Math.min(level >> (sharpness > 4 ? 2 : 1), 9 - sharpness);
    }
    interiorLimit = Math.max(1, interiorLimit);
    edgeLimit = 2 * level + interiorLimit;
    varianceThreshold = level >= 40 ? 2 : level >= 15 ? 1 : 0;
  }

  /**
   * Smooths a border.
   *
   * @param at index of the first sample behind it
   * @param across distance from one sample to the next over the border
   * @param along distance from one sample to the next along it
   * @param length samples along it
   * @param outer whether it is one of a block of 16 x 16
   */
  void border(Plane plane, int at, int across, int along, int length, boolean outer) {
    int limit = 2 * (edgeLimit + (outer ? 4 : 0)) + 1;
    for (int i = 0; i < length; i++) {
      int q0 = at + i * along;
      if (simple) {
        if (isFlat(plane, q0, across, limit)) {
          two(plane, q0, across);
        }
      } else if (isFlat(plane, q0, across, limit) && isSmooth(plane, q0, across)) {
        if (isRough(plane, q0, across)) {
          two(plane, q0, across);
        } else if (outer) {
          six(plane, q0, across);
        } else {
          four(plane, q0, across);
        }
      }
    }
  }

  private static int distance(Plane plane, int a, int b) {
    return Math.abs(plane.get(a) - plane.get(b));
  }

  private static boolean isFlat(Plane plane, int q0, int step, int limit) {
    int edge = 4 * distance(plane, q0 - step, q0);
    return edge + distance(plane, q0 - 2 * step, q0 + step) <= limit;
  }

  private boolean isSmooth(Plane plane, int q0, int step) {
    for (int i = -4; i < 3; i++) {
      if (i != -1 && distance(plane, q0 + i * step, q0 + (i + 1) * step) > interiorLimit) {
        return false;
      }
    }
    return true;
  }

  private boolean isRough(Plane plane, int q0, int step) {
    return distance(plane, q0 - 2 * step, q0 - step) > varianceThreshold
        || distance(plane, q0, q0 + step) > varianceThreshold;
  }

  private static void two(Plane plane, int q0, int step) {
    int outer = signed(plane.get(q0 - 2 * step) - plane.get(q0 + step));
    int a = 3 * (plane.get(q0) - plane.get(q0 - step)) + outer;
    plane.add(q0 - step, eighth(a + 3));
    plane.add(q0, -eighth(a + 4));
  }

  private static void four(Plane plane, int q0, int step) {
    int a = 3 * (plane.get(q0) - plane.get(q0 - step));
    int after = eighth(a + 4);
    int half = (after + 1) >> 1;
    plane.add(q0 - 2 * step, half);
    plane.add(q0 - step, eighth(a + 3));
    plane.add(q0, -after);
    plane.add(q0 + step, -half);
  }

  private static void six(Plane plane, int q0, int step) {
    int outer = signed(plane.get(q0 - 2 * step) - plane.get(q0 + step));
    int a = signed(3 * (plane.get(q0) - plane.get(q0 - step)) + outer);
    for (int i = 0; i < 3; i++) {
      int part = ((27 - 9 * i) * a + 63) >> 7;
      plane.add(q0 - (i + 1) * step, part);
      plane.add(q0 + i * step, -part);
    }
  }

  private static int signed(int value) {
    return Math.max(-128, Math.min(127, value));
  }

  private static int eighth(int value) {
    return Math.max(-16, Math.min(15, value >> 3));
  }
}
