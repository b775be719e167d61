package io.greenmim.detect.coco;

import io.greenmim.detect.coco.CocoSegmentation.CompressedRuns;
import io.greenmim.detect.coco.CocoSegmentation.Missing;
import io.greenmim.detect.coco.CocoSegmentation.Polygons;
import io.greenmim.detect.coco.CocoSegmentation.Runs;
import io.greenmim.detect.coco.CocoSegmentation.Unreadable;
import io.greenmim.detect.mask.PolygonRaster;
import io.greenmim.detect.mask.RunLengthMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for faults of outlines.
 *
 * <p>As detectron2 does it, faulty polygons are left out, an object without any polygon left goes
 * with them, and an object with an empty list in place of polygons stays as a box.
 */
final class OutlineCheck {

  private static final int FEWEST_NUMBERS = 6;

  private final CocoImage image;
  private final Report report;

  /** Takes the faults of one annotation. */
  @FunctionalInterface
  interface Report {

    /** Takes a fault. */
    void fault(FaultKind kind, String detail, Treatment treatment);
  }

  OutlineCheck(CocoImage image, Report report) {
    this.image = image;
    this.report = report;
  }

  /**
   * Checks an outline.
   *
   * @return what can be used of it, the same object where that is all; nothing if the annotation is
   *     to be skipped
   */
  Optional<CocoSegmentation> mend(CocoSegmentation outline) {
    if (outline instanceof Polygons polygons) {
      return mendPolygons(polygons);
    }
    if (outline instanceof Unreadable unreadable) {
      String detail = "expected polygons or run lengths, got " + unreadable.found();
      return skip(FaultKind.UNREADABLE_SEGMENTATION, detail);
    }
    return outline instanceof Missing || isMaskOfImage(outline)
        ? Optional.of(outline)
        : Optional.empty();
  }

  private Optional<CocoSegmentation> mendPolygons(Polygons polygons) {
    List<double[]> parts = polygons.parts();
    if (parts.isEmpty()) {
      String detail = "expected at least one polygon, got none";
      report.fault(FaultKind.NO_POLYGON, detail, Treatment.MASK_DROPPED);
      return Optional.of(new Missing());
    }
    List<double[]> good = new ArrayList<>();
    List<Runnable> reports = new ArrayList<>();
    for (int p = 0; p < parts.size(); p++) {
      double[] xy = parts.get(p);
      FaultKind kind = fault(xy);
      if (kind == null) {
        good.add(xy);
      } else {
        String detail = "polygon " + (p + 1) + " of " + parts.size() + ": " + describe(kind, xy);
        // What becomes of the object shows only when all of its polygons are seen.
        reports.add(
            () ->
                report.fault(
                    kind, detail, good.isEmpty() ? Treatment.SKIPPED : Treatment.POLYGON_DROPPED));
      }
    }
    reports.forEach(Runnable::run);
    if (good.size() == parts.size()) {
      return Optional.of(polygons);
    }
    return good.isEmpty() ? Optional.empty() : Optional.of(new Polygons(good));
  }

  private static FaultKind fault(double[] xy) {
    if (xy.length == 0) {
      return FaultKind.EMPTY_POLYGON;
    }
    if (xy.length % 2 != 0) {
      return FaultKind.ODD_COORDINATES;
    }
    if (xy.length < FEWEST_NUMBERS) {
      return FaultKind.SHORT_POLYGON;
    }
    return firstUnbounded(xy).isPresent() ? FaultKind.NON_FINITE : null;
  }

  private static Optional<Double> firstUnbounded(double[] xy) {
    for (double value : xy) {
      if (!(Math.abs(value) <= PolygonRaster.FARTHEST)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  private static String describe(FaultKind kind, double[] xy) {
    return switch (kind) {
      case EMPTY_POLYGON -> "expected at least 3 points, got none";
      case ODD_COORDINATES -> "expected an even number of coordinates, got " + xy.length;
      case SHORT_POLYGON -> "expected at least 3 points, got " + xy.length / 2;
      default ->
          "expected coordinates of at most "
              + (long) PolygonRaster.FARTHEST
              + " pixels, got "
              + firstUnbounded(xy).orElse(Double.NaN);
    };
  }

  private boolean isMaskOfImage(CocoSegmentation outline) {
    int height = outline instanceof Runs runs ? runs.height() : ((CompressedRuns) outline).height();
    int width = outline instanceof Runs runs ? runs.width() : ((CompressedRuns) outline).width();
    if (height != image.height() || width != image.width()) {
      ImageSize expected = new ImageSize(image.width(), image.height());
      String got = new ImageSize(width, height).toString();
      skip(FaultKind.MASK_SIZE, "expected a mask of " + expected + " pixels, got one of " + got);
      return false;
    }
    try {
      RunLengthMask mask = SegmentationMasks.runLengths(outline);
      if (mask.area() > 0) {
        return true;
      }
      skip(FaultKind.ZERO_AREA, "expected a mask with pixels, got an empty one");
    } catch (IllegalArgumentException e) {
      skip(FaultKind.RUN_LENGTHS, e.getMessage());
    }
    return false;
  }

  private Optional<CocoSegmentation> skip(FaultKind kind, String detail) {
    report.fault(kind, detail, Treatment.SKIPPED);
    return Optional.empty();
  }
}
