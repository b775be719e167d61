package io.greenmim.detect.evaluate;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.mask.PolygonRaster;
import io.greenmim.detect.mask.RleString;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.detect.testing.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A small COCO ground truth, and results, as inputs of the evaluation. */
record CocoFile(List<Long> images, List<Category> categories, List<GroundTruthObject> objects) {

  static CocoFile of(JsonObject file) {
    List<Long> images = new ArrayList<>();
    Map<Long, JsonObject> sizes = new HashMap<>();
    for (JsonObject image : Json.objects(file.get("images"))) {
      images.add(image.get("id").getAsLong());
      sizes.put(image.get("id").getAsLong(), image);
    }
    List<Category> categories = new ArrayList<>();
    for (JsonObject category : Json.objects(file.get("categories"))) {
      categories.add(
          new Category(category.get("id").getAsLong(), category.get("name").getAsString()));
    }
    List<GroundTruthObject> objects = new ArrayList<>();
    for (JsonObject object : Json.objects(file.get("annotations"))) {
      long image = object.get("image_id").getAsLong();
      objects.add(
          new GroundTruthObject(
              image,
              object.get("category_id").getAsLong(),
              box(object.get("bbox")),
              object.get("area").getAsDouble(),
              object.has("iscrowd") && object.get("iscrowd").getAsInt() == 1,
              object.has("segmentation")
                  ? mask(
                      object.get("segmentation"),
                      sizes.get(image).get("height").getAsInt(),
                      sizes.get(image).get("width").getAsInt())
                  : null));
    }
    return new CocoFile(images, categories, objects);
  }

  List<Long> categoryIds() {
    return categories.stream().map(Category::id).toList();
  }

  static List<DetectedObject> detections(JsonElement results) {
    List<DetectedObject> detections = new ArrayList<>();
    for (JsonObject result : Json.objects(results)) {
      detections.add(
          new DetectedObject(
              result.get("image_id").getAsLong(),
              result.get("category_id").getAsLong(),
              result.get("score").getAsDouble(),
              box(result.get("bbox")),
              result.has("segmentation") ? mask(result.get("segmentation"), 0, 0) : null));
    }
    return detections;
  }

  private static BoxXywh box(JsonElement numbers) {
    double[] box = Json.doubles(numbers);
    return new BoxXywh(box[0], box[1], box[2], box[3]);
  }

  private static RunLengthMask mask(JsonElement segmentation, int height, int width) {
    if (segmentation.isJsonArray()) {
      List<double[]> parts = new ArrayList<>();
      segmentation.getAsJsonArray().forEach(part -> parts.add(Json.doubles(part)));
      return new PolygonRaster(height, width).polygons(parts);
    }
    JsonObject rle = segmentation.getAsJsonObject();
    int[] size = Json.ints(rle.get("size"));
    JsonElement counts = rle.get("counts");
    return counts.isJsonArray()
        ? RunLengthMask.of(size[0], size[1], Json.ints(counts))
        : RleString.parse(size[0], size[1], counts.getAsString());
  }
}
