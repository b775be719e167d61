package io.greenmim.verify.detect;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.evaluate.DetectedObject;
import io.greenmim.detect.evaluate.GroundTruthObject;
import io.greenmim.detect.mask.PolygonRaster;
import io.greenmim.detect.mask.RleString;
import io.greenmim.detect.mask.RunLengthMask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A small COCO ground truth.
 *
 * @param images ids of the images
 * @param categories the categories
 * @param objects the objects of all images
 */
record CocoTruth(List<Long> images, List<Category> categories, List<GroundTruthObject> objects) {

  static CocoTruth of(JsonObject file) {
    Map<Long, JsonObject> images = new HashMap<>();
    List<Long> ids = new ArrayList<>();
    for (JsonObject image : JsonArrays.objects(file.get("images"))) {
      ids.add(image.get("id").getAsLong());
      images.put(image.get("id").getAsLong(), image);
    }
    List<Category> categories =
        JsonArrays.objects(file.get("categories")).stream()
            .map(item -> new Category(item.get("id").getAsLong(), item.get("name").getAsString()))
            .toList();
    List<GroundTruthObject> objects = new ArrayList<>();
    for (JsonObject item : JsonArrays.objects(file.get("annotations"))) {
      long image = item.get("image_id").getAsLong();
      objects.add(
          new GroundTruthObject(
              image,
              item.get("category_id").getAsLong(),
              JsonArrays.box(item.get("bbox")),
              item.get("area").getAsDouble(),
              item.has("iscrowd") && item.get("iscrowd").getAsInt() == 1,
              mask(item, images.get(image))));
    }
    return new CocoTruth(ids, categories, objects);
  }

  static List<DetectedObject> detections(JsonElement results) {
    List<DetectedObject> detections = new ArrayList<>();
    for (JsonObject item : JsonArrays.objects(results)) {
      BoxXywh box = item.has("bbox") ? JsonArrays.box(item.get("bbox")) : null;
      detections.add(
          new DetectedObject(
              item.get("image_id").getAsLong(),
              item.get("category_id").getAsLong(),
              item.get("score").getAsDouble(),
              box,
              mask(item, null)));
    }
    return detections;
  }

  /** Reads polygons, which need the image's size, or runs, which have it. */
  private static RunLengthMask mask(JsonObject item, JsonObject image) {
    JsonElement outline = item.get("segmentation");
    if (outline == null || outline.isJsonNull()) {
      return null;
    }
    if (outline.isJsonArray()) {
      int height = image.get("height").getAsInt();
      int width = image.get("width").getAsInt();
      return new PolygonRaster(height, width).polygons(JsonArrays.rows(outline));
    }
    JsonObject runs = outline.getAsJsonObject();
    int[] size = JsonArrays.integers(runs.get("size"));
    JsonElement counts = runs.get("counts");
    return counts.isJsonArray()
        ? RunLengthMask.of(size[0], size[1], JsonArrays.integers(counts))
        : RleString.parse(size[0], size[1], counts.getAsString());
  }
}
