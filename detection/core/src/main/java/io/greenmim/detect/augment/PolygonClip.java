package io.greenmim.detect.augment;

import io.greenmim.detect.boxes.PixelSize;
import java.util.Arrays;

/** Cuts polygons off at the border of a picture (Sutherland and Hodgman, 1974). */
final class PolygonClip {

  private static final int X = 0;
  private static final int Y = 1;

  private PolygonClip() {}

  /**
   * Measures the part of a polygon that is inside a picture. Where the cut falls a polygon apart,
   * the parts stay joined by edges along the border, which have no area.
   *
   * @return the absolute value of the signed area in square pixels
   */
  static double area(double[] xy, PixelSize size) {
    double[] inside = keep(xy, X, 0, 1);
    inside = keep(inside, X, size.width(), -1);
    inside = keep(inside, Y, 0, 1);
    inside = keep(inside, Y, size.height(), -1);
    double twice = 0;
    int last = inside.length - 2;
    for (int i = 0; i < inside.length; i += 2) {
      twice += inside[last] * inside[i + 1] - inside[i] * inside[last + 1];
      last = i;
    }
    return Math.abs(twice) / 2;
  }

  /** Keeps the half plane on one side of a line: coordinates above it (sign 1) or below (-1). */
  private static double[] keep(double[] xy, int axis, double line, int sign) {
    double[] kept = new double[2 * xy.length];
    int count = 0;
    int from = xy.length - 2;
    for (int to = 0; to < xy.length; to += 2) {
      double before = sign * (xy[from + axis] - line);
      double after = sign * (xy[to + axis] - line);
      if ((before > 0 && after < 0) || (before < 0 && after > 0)) {
        double share = before / (before - after);
        int other = 1 - axis;
        kept[count + axis] = line;
        kept[count + other] = xy[from + other] + share * (xy[to + other] - xy[from + other]);
        count += 2;
      }
      if (after >= 0) {
        kept[count] = xy[to];
        kept[count + 1] = xy[to + 1];
        count += 2;
      }
      from = to;
    }
    return Arrays.copyOf(kept, count);
  }
}
