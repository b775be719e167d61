package io.greenmim.detect.coco;

import io.greenmim.detect.coco.CocoSegmentation.CompressedRuns;
import io.greenmim.detect.coco.CocoSegmentation.Missing;
import io.greenmim.detect.coco.CocoSegmentation.Polygons;
import io.greenmim.detect.coco.CocoSegmentation.Runs;
import io.greenmim.detect.coco.CocoSegmentation.Unreadable;
import io.greenmim.detect.mask.PolygonRaster;
import io.greenmim.detect.mask.RunLengthMask;
import java.util.List;
import java.util.Optional;

/**
 * Looks for faults of outlines.
 *
 * <p>Faulty polygons are left out. An object of whose outline nothing is left stays as a box: the
 * fault is the outline's alone.
 */
final class OutlineCheck {

  private static final int FEWEST_NUMBERS = 6;

  private final CocoImage image;
  private final FaultReport report;

  OutlineCheck(CocoImage image, FaultReport report) {
    this.image = image;
    this.report = report;
  }

  /**
   * Checks an outline.
   *
   * @return what can be used of it: the same object where that is all, {@link Missing} where it is
   *     nothing
   */
  CocoSegmentation mend(CocoSegmentation outline) {
    if (outline instanceof Polygons polygons) {
      return mendPolygons(polygons);
    }
    if (outline instanceof Unreadable unreadable) {
      String detail = "expected polygons or run lengths, got " + unreadable.found();
      return drop(FaultKind.UNREADABLE_SEGMENTATION, detail);
    }
    return outline instanceof Missing ? outline : mendRuns(outline);
  }

  private CocoSegmentation mendPolygons(Polygons polygons) {
    List<double[]> parts = polygons.parts();
    if (parts.isEmpty()) {
      return drop(FaultKind.NO_POLYGON, "expected at least one polygon, got none");
    }
    List<double[]> good = parts.stream().filter(xy -> fault(xy) == null).toList();
    Treatment treatment = good.isEmpty() ? Treatment.MASK_DROPPED : Treatment.POLYGON_DROPPED;
    for (int p = 0; p < parts.size(); p++) {
      FaultKind kind = fault(parts.get(p));
      if (kind != null) {
        String detail =
            "polygon " + (p + 1) + " of " + parts.size() + ": " + describe(kind, parts.get(p));
        report.fault(kind, detail, treatment);
      }
    }
    if (good.size() == parts.size()) {
      return polygons;
    }
    return good.isEmpty() ? new Missing() : new Polygons(good);
  }

  /** What is wrong with a polygon; null if nothing is. */
  static FaultKind fault(double[] xy) {
    if (xy.length == 0) {
      return FaultKind.EMPTY_POLYGON;
    }
    if (xy.length % 2 != 0) {
      return FaultKind.ODD_COORDINATES;
    }
    if (xy.length < FEWEST_NUMBERS) {
      return FaultKind.SHORT_POLYGON;
    }
    if (firstUnbounded(xy).isPresent()) {
      return FaultKind.NON_FINITE;
    }
    return OutlineMeasure.isFlat(xy) ? FaultKind.FLAT_OUTLINE : null;
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
      case FLAT_OUTLINE -> "expected corners around an area, got " + xy.length / 2 + " on one line";
      default ->
          "expected coordinates of at most "
              + (long) PolygonRaster.FARTHEST
              + " pixels, got "
              + firstUnbounded(xy).orElse(Double.NaN);
    };
  }

  private CocoSegmentation mendRuns(CocoSegmentation outline) {
    int height = outline instanceof Runs runs ? runs.height() : ((CompressedRuns) outline).height();
    int width = outline instanceof Runs runs ? runs.width() : ((CompressedRuns) outline).width();
    if (image.hasSize() && (height != image.height() || width != image.width())) {
      ImageSize expected = new ImageSize(image.width(), image.height());
      ImageSize got = new ImageSize(width, height);
      return drop(
          FaultKind.MASK_SIZE, "expected a mask of " + expected + " pixels, got one of " + got);
    }
    try {
      RunLengthMask mask = SegmentationMasks.runLengths(outline);
      return mask.area() > 0
          ? outline
          : drop(FaultKind.FLAT_OUTLINE, "expected a mask with pixels, got an empty one");
    } catch (IllegalArgumentException e) {
      return drop(FaultKind.RUN_LENGTHS, e.getMessage());
    }
  }

  private CocoSegmentation drop(FaultKind kind, String detail) {
    report.fault(kind, detail, Treatment.MASK_DROPPED);
    return new Missing();
  }
}
