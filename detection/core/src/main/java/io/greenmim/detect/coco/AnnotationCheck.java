package io.greenmim.detect.coco;

import io.greenmim.detect.boxes.BoxXywh;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/** Looks for the faults of one annotation, and mends what can be mended. */
final class AnnotationCheck {

  /**
   * How far a box may reach over the border without being a fault, in pixels: corner and size are
   * each rounded to two decimals in COCO's own files, and may exceed the border together.
   */
  private static final double ROUNDING = 0.0101;

  private final CocoDataset dataset;
  private final CocoImage image;
  private final FaultReport report;

  /**
   * Prepares a check.
   *
   * @param dataset knows the categories
   * @param image the annotation's image, perhaps of unknown size
   * @param report takes the faults
   */
  AnnotationCheck(CocoDataset dataset, CocoImage image, FaultReport report) {
    this.dataset = dataset;
    this.image = image;
    this.report = report;
  }

  /** Returns what can be trained on; nothing if the annotation is to be skipped. */
  Optional<CocoAnnotation> mend(CocoAnnotation annotation) {
    if (dataset.classOf(annotation.categoryId()) < 0) {
      String detail = "expected the id of a category, got " + annotation.categoryId();
      return skip(FaultKind.UNKNOWN_CATEGORY, detail);
    }
    return withExtent(annotation)
        .flatMap(this::withBoxInside)
        .map(this::withArea)
        .map(this::withOutline);
  }

  private Optional<CocoAnnotation> skip(FaultKind kind, String detail) {
    report.fault(kind, detail, Treatment.SKIPPED);
    return Optional.empty();
  }

  private Optional<CocoAnnotation> withExtent(CocoAnnotation annotation) {
    BoxXywh box = annotation.box();
    if (box.width() > 0 && box.height() > 0) {
      return Optional.of(annotation);
    }
    String detail = "expected a box with a width and a height, got " + text(box);
    Optional<BoxXywh> outlined =
        OutlineMeasure.box(annotation.segmentation())
            .filter(other -> other.width() > 0 && other.height() > 0);
    if (outlined.isEmpty()) {
      return skip(FaultKind.EMPTY_BOX, detail);
    }
    report.fault(
        FaultKind.EMPTY_BOX,
        detail + "; that of the outline is used, " + text(outlined.get()),
        Treatment.FILLED_IN);
    return outlined.map(annotation::withBox);
  }

  private Optional<CocoAnnotation> withBoxInside(CocoAnnotation annotation) {
    BoxXywh box = annotation.box();
    if (!image.hasSize()) {
      return Optional.of(annotation); // nobody knows where its border is
    }
    if (clip(box).area() <= 0) {
      return skip(
          FaultKind.BOX_OUTSIDE,
          "expected a box in the image of " + size() + ", got " + text(box) + ", all outside");
    }
    double over = Math.max(-box.x(), box.x() + box.width() - image.width());
    over = Math.max(over, Math.max(-box.y(), box.y() + box.height() - image.height()));
    if (over > ROUNDING) {
      report.fault(
          FaultKind.BOX_OUTSIDE,
          "expected a box in the image of " + size() + ", got " + text(box),
          Treatment.CLIPPED);
    }
    return Optional.of(over > 0 ? annotation.withBox(clip(box)) : annotation);
  }

  private BoxXywh clip(BoxXywh box) {
    double left = Math.max(0, Math.min(image.width(), box.x()));
    double top = Math.max(0, Math.min(image.height(), box.y()));
    double right = Math.max(0, Math.min(image.width(), box.x() + box.width()));
    double bottom = Math.max(0, Math.min(image.height(), box.y() + box.height()));
    return new BoxXywh(left, top, right - left, bottom - top);
  }

  private CocoAnnotation withArea(CocoAnnotation annotation) {
    if (annotation.area() > 0) {
      return annotation;
    }
    OptionalDouble outlined = OutlineMeasure.area(annotation.segmentation());
    double area = outlined.orElse(annotation.box().area());
    report.fault(
        FaultKind.ZERO_AREA,
        "expected an area above 0, got %s; that of the %s is used, %s"
            .formatted(annotation.area(), outlined.isPresent() ? "outline" : "box", area),
        Treatment.FILLED_IN);
    return annotation.withArea(area);
  }

  private CocoAnnotation withOutline(CocoAnnotation annotation) {
    CocoSegmentation outline = annotation.segmentation();
    CocoSegmentation mended = new OutlineCheck(image, report).mend(outline);
    return mended == outline ? annotation : annotation.withSegmentation(mended);
  }

  private String size() {
    return image.width() + " x " + image.height();
  }

  private static String text(BoxXywh box) {
    return Arrays.toString(new double[] {box.x(), box.y(), box.width(), box.height()});
  }
}
