package io.greenmim.detect.coco;

import com.google.gson.stream.JsonReader;
import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.coco.CocoSegmentation.Missing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The fields of an annotation as they come along in its object, in any order.
 *
 * <p>A fault is as wide as its field: what the other fields tell is taken from them, and only an
 * annotation of which neither box nor outline, or no image or category, can be told is no object.
 */
final class AnnotationFields {

  private static final int BOX_NUMBERS = 4;

  /** The number of an annotation that has none; it gets one when all are read. */
  static final long NO_ID = Long.MIN_VALUE;

  private FoundNumber id = FoundNumber.ABSENT;
  private FoundNumber imageId = FoundNumber.ABSENT;
  private FoundNumber categoryId = FoundNumber.ABSENT;
  private FoundNumber area = FoundNumber.ABSENT;
  private FoundNumber crowd = FoundNumber.ABSENT;
  private FoundNumbers box = FoundNumbers.ABSENT;
  private CocoSegmentation segmentation = new Missing();
  private boolean quotedOutline;

  private AnnotationFields() {}

  /** Reads the fields up to the end of the object. */
  static AnnotationFields read(JsonReader in) throws IOException {
    AnnotationFields fields = new AnnotationFields();
    while (in.hasNext()) {
      fields.readField(in.nextName(), in);
    }
    return fields;
  }

  private void readField(String name, JsonReader in) throws IOException {
    switch (name) {
      case "id" -> id = FoundNumber.read(in);
      case "image_id" -> imageId = FoundNumber.read(in);
      case "category_id" -> categoryId = FoundNumber.read(in);
      case "bbox" -> box = FoundNumbers.read(in);
      case "area" -> area = FoundNumber.read(in);
      case "iscrowd" -> crowd = FoundNumber.read(in);
      case "segmentation" -> {
        SegmentationReader reader = new SegmentationReader();
        segmentation = reader.read(in);
        quotedOutline = reader.foundQuoted();
      }
      default -> in.skipValue();
    }
  }

  OptionalLong id() {
    return id.whole();
  }

  OptionalLong imageId() {
    return imageId.whole();
  }

  /**
   * Makes an annotation of the fields.
   *
   * @param place where it stands in its file, for messages
   * @param report takes what is wrong with the fields
   * @return the annotation, of the number {@link #NO_ID} if it has none; nothing if it is no object
   */
  Optional<CocoAnnotation> annotation(String place, FaultReport report) {
    String missing =
        imageId.whole().isEmpty()
            ? "image_id at " + place + ", got " + imageId.got()
            : categoryId.whole().isEmpty()
                ? "category_id at " + place + ", got " + categoryId.got()
                : "";
    if (!missing.isEmpty()) {
      String detail = "expected a whole number as " + missing;
      report.fault(FaultKind.MISSING_FIELD, detail, Treatment.SKIPPED);
      return Optional.empty();
    }
    Optional<BoxXywh> xywh = box(place, report);
    if (xywh.isEmpty()) {
      return Optional.empty();
    }
    if (id.whole().isEmpty()) {
      String detail = "expected a whole number as id at " + place + ", got " + id.got();
      report.fault(FaultKind.MISSING_FIELD, detail, Treatment.RENUMBERED);
    }
    reportQuoted(report);
    return Optional.of(
        new CocoAnnotation(
            id.whole().orElse(NO_ID),
            imageId.whole().getAsLong(),
            categoryId.whole().getAsLong(),
            xywh.get(),
            area(xywh.get(), report),
            crowd(report),
            segmentation));
  }

  private Optional<BoxXywh> box(String place, FaultReport report) {
    if (box.isFinite(BOX_NUMBERS)) {
      double[] xywh = box.values();
      return Optional.of(new BoxXywh(xywh[0], xywh[1], xywh[2], xywh[3]));
    }
    Optional<BoxXywh> outlined = OutlineMeasure.box(segmentation);
    boolean four = box.odd() == null && box.values().length == BOX_NUMBERS;
    String detail =
        "expected four finite numbers as bbox at " + place + ", got " + box.describe(BOX_NUMBERS);
    report.fault(
        four ? FaultKind.NON_FINITE : FaultKind.MISSING_FIELD,
        outlined.map(other -> detail + ofOutline(text(other))).orElse(detail),
        outlined.isPresent() ? Treatment.FILLED_IN : Treatment.SKIPPED);
    return outlined;
  }

  private static String ofOutline(String value) {
    return "; that of the outline is used, " + value;
  }

  private double area(BoxXywh xywh, FaultReport report) {
    double value = area.value();
    if (Double.isFinite(value)) {
      return value;
    }
    OptionalDouble outlined = OutlineMeasure.area(segmentation);
    double filled = outlined.orElse(xywh.area());
    String source =
        outlined.isPresent()
            ? ofOutline(String.valueOf(filled))
            : "; that of the box is used, " + filled;
    report.fault(
        FaultKind.MISSING_AREA,
        "expected a finite number as area, got " + area.got() + source,
        Treatment.FILLED_IN);
    return filled;
  }

  /** Whatever is neither 0 nor 1 is a crowd, as COCO's own code has it. */
  private boolean crowd(FaultReport report) {
    switch (crowd.form()) {
      case ABSENT -> {
        return false;
      }
      case TRUTH -> {
        return Boolean.parseBoolean(crowd.text());
      }
      case NULL -> {
        report.fault(
            FaultKind.CROWD_FIELD,
            "expected 0 or 1 as iscrowd, got null; 0 is used",
            Treatment.FILLED_IN);
        return false;
      }
      default -> {
        double value = crowd.value();
        if (value != 0 && value != 1) {
          report.fault(
              FaultKind.CROWD_FIELD,
              "expected 0 or 1 as iscrowd, got " + crowd.got(),
              Treatment.AS_CROWD);
        }
        return value != 0;
      }
    }
  }

  private void reportQuoted(FaultReport report) {
    List<String> quoted = new ArrayList<>();
    add(quoted, id.isQuoted() && id.whole().isPresent(), "id");
    add(quoted, imageId.isQuoted(), "image_id");
    add(quoted, categoryId.isQuoted(), "category_id");
    add(quoted, box.quoted() && box.isFinite(BOX_NUMBERS), "bbox");
    add(quoted, area.isQuoted() && Double.isFinite(area.value()), "area");
    add(quoted, crowd.isQuoted() && (crowd.value() == 0 || crowd.value() == 1), "iscrowd");
    add(quoted, quotedOutline, "segmentation");
    if (!quoted.isEmpty()) {
      report.fault(
          FaultKind.QUOTED_NUMBER,
          "expected numbers, got texts as " + String.join(", ", quoted),
          Treatment.READ);
    }
  }

  private static void add(List<String> names, boolean applies, String name) {
    if (applies) {
      names.add(name);
    }
  }

  private static String text(BoxXywh box) {
    return Arrays.toString(new double[] {box.x(), box.y(), box.width(), box.height()});
  }
}
