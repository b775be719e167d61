package io.greenmim.detect.coco;

import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.coco.CocoSegmentation.CompressedRuns;
import io.greenmim.detect.coco.CocoSegmentation.Polygons;
import io.greenmim.detect.coco.CocoSegmentation.Runs;
import io.greenmim.detect.mask.RunLengthMask;
import java.util.Optional;
import java.util.OptionalDouble;

/** What an outline says of the box and the area of its object, where the file does not. */
final class OutlineMeasure {

  private OutlineMeasure() {}

  /** The pixels of run lengths, the sum of the areas of polygons; nothing if that is 0. */
  static OptionalDouble area(CocoSegmentation outline) {
    double area = 0;
    if (outline instanceof Polygons polygons) {
      for (double[] xy : polygons.parts()) {
        area += OutlineCheck.fault(xy) == null ? area(xy) : 0;
      }
    } else {
      area = mask(outline).map(RunLengthMask::area).orElse(0);
    }
    return area > 0 ? OptionalDouble.of(area) : OptionalDouble.empty();
  }

  /** The smallest box around an outline; nothing around what covers no area. */
  static Optional<BoxXywh> box(CocoSegmentation outline) {
    if (area(outline).isEmpty()) {
      return Optional.empty();
    }
    if (!(outline instanceof Polygons polygons)) {
      return mask(outline).map(mask -> mask.box().toXywh());
    }
    double[] least = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    double[] most = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
    for (double[] xy : polygons.parts()) {
      if (OutlineCheck.fault(xy) == null) {
        for (int i = 0; i < xy.length; i++) {
          least[i % 2] = Math.min(least[i % 2], xy[i]);
          most[i % 2] = Math.max(most[i % 2], xy[i]);
        }
      }
    }
    return Optional.of(new BoxXywh(least[0], least[1], most[0] - least[0], most[1] - least[1]));
  }

  private static Optional<RunLengthMask> mask(CocoSegmentation outline) {
    if (!(outline instanceof Runs) && !(outline instanceof CompressedRuns)) {
      return Optional.empty();
    }
    try {
      return Optional.of(SegmentationMasks.runLengths(outline));
    } catch (IllegalArgumentException e) {
      // Faulty run lengths measure nothing; the check of outlines names them.
      return Optional.empty();
    }
  }

  /** Area of a polygon by its corners (the shoelace formula). */
  static double area(double[] xy) {
    double twice = 0;
    int last = xy.length - 2;
    for (int i = 0; i < xy.length; i += 2) {
      // Relative to the first corner, so that far polygons lose no digits.
      double x = xy[i] - xy[0];
      double y = xy[i + 1] - xy[1];
      double fromX = xy[last] - xy[0];
      double fromY = xy[last + 1] - xy[1];
      twice += fromX * y - x * fromY;
      last = i;
    }
    return Math.abs(twice) / 2;
  }

  /** Whether all corners lie on one line. */
  static boolean isFlat(double[] xy) {
    double dx = 0;
    double dy = 0;
    for (int i = 2; i < xy.length; i += 2) {
      double x = xy[i] - xy[0];
      double y = xy[i + 1] - xy[1];
      if (dx == 0 && dy == 0) {
        dx = x;
        dy = y;
      } else if (dx * y - dy * x != 0) {
        return false;
      }
    }
    return true;
  }
}
