package io.greenmim.detect.coco;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.greenmim.detect.boxes.BoxXywh;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;

/** The fields of an annotation as they come along in its object, in any order. */
final class AnnotationFields {

  private static final int BOX_NUMBERS = 4;

  private OptionalLong id = OptionalLong.empty();
  private OptionalLong imageId = OptionalLong.empty();
  private OptionalLong categoryId = OptionalLong.empty();
  private double[] box = {};
  private boolean hasArea;
  private double area;
  private boolean crowd;
  private CocoSegmentation segmentation = new CocoSegmentation.Missing();

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
      case "id" -> id = JsonValues.integer(in);
      case "image_id" -> imageId = JsonValues.integer(in);
      case "category_id" -> categoryId = JsonValues.integer(in);
      case "bbox" -> box = box(in);
      case "area" -> {
        hasArea = in.peek() != JsonToken.NULL;
        area = JsonValues.number(in);
      }
      case "iscrowd" -> crowd = isTrue(in);
      case "segmentation" -> segmentation = SegmentationReader.read(in);
      default -> in.skipValue();
    }
  }

  /** Reads four numbers; none if something else stands there. */
  static double[] box(JsonReader in) throws IOException {
    if (in.peek() != JsonToken.BEGIN_ARRAY) {
      in.skipValue();
      return new double[0];
    }
    in.beginArray();
    return JsonValues.numbers(in);
  }

  private static boolean isTrue(JsonReader in) throws IOException {
    return in.peek() == JsonToken.BOOLEAN ? in.nextBoolean() : JsonValues.number(in) == 1;
  }

  OptionalLong id() {
    return id;
  }

  boolean hasArea() {
    return hasArea;
  }

  OptionalLong imageId() {
    return imageId;
  }

  /** Whether the box and the area can be computed with. */
  boolean isFinite() {
    return Double.isFinite(area) && Arrays.stream(box).allMatch(Double::isFinite);
  }

  /** The box and the area, for a message. */
  String numbers() {
    return "bbox " + Arrays.toString(box) + (hasArea ? ", area " + area : "");
  }

  /** What an annotation cannot do without and this one has not; null if it has everything. */
  String missing() {
    if (id.isEmpty()) {
      return "a whole number as id";
    }
    if (imageId.isEmpty()) {
      return "a whole number as image_id";
    }
    if (categoryId.isEmpty()) {
      return "a whole number as category_id";
    }
    return box.length == BOX_NUMBERS ? null : "four numbers as bbox";
  }

  CocoAnnotation annotation() {
    BoxXywh xywh = new BoxXywh(box[0], box[1], box[2], box[3]);
    return new CocoAnnotation(
        id.getAsLong(),
        imageId.getAsLong(),
        categoryId.getAsLong(),
        xywh,
        hasArea ? area : xywh.area(),
        crowd,
        segmentation);
  }
}
