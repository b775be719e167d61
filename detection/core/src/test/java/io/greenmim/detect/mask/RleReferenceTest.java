package io.greenmim.detect.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.testing.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Masks as COCO's own tools compute them, bit for bit. */
class RleReferenceTest {

  private static List<JsonObject> cases(String group) throws IOException {
    List<JsonObject> cases = Json.objects(Json.reference("rle.json").get(group));
    assertFalse(cases.isEmpty(), group);
    return cases;
  }

  @Test
  void bitmaps() throws IOException {
    for (JsonObject item : cases("bitmaps")) {
      byte[] bitmap = bitmap(item);
      RunLengthMask mask = RunLengthMask.encode(height(item), width(item), bitmap);

      assertMask(item, mask);
      assertArrayEquals(bitmap, mask.decode(), item.get("name").getAsString());
    }
  }

  @Test
  void countsOnly() throws IOException {
    for (JsonObject item : cases("counts_only")) {
      RunLengthMask mask =
          RleString.parse(height(item), width(item), item.get("string").getAsString());
      if (item.has("counts")) {
        assertMask(item, mask);
      } else {
        assertEquals(
            "0, then 1,2 repeated 3333 times, then 1", item.get("counts_pattern").getAsString());
        int[] counts = new int[6668];
        for (int run = 1; run < counts.length; run++) {
          counts[run] = 2 - run % 2;
        }
        assertArrayEquals(counts, mask.counts());
        assertMeasures(item, mask);
      }
    }
  }

  @Test
  void polygons() throws IOException {
    for (JsonObject item : cases("polygons")) {
      RunLengthMask mask = raster(item).polygons(parts(item));

      assertMask(item, mask);
      assertArrayEquals(bitmap(item), mask.decode(), item.get("name").getAsString());
    }
  }

  @Test
  void boxes() throws IOException {
    for (JsonObject item : cases("boxes")) {
      RunLengthMask mask = raster(item).box(xywh(item.get("bbox_xywh")));

      assertMask(item, mask);
      assertArrayEquals(bitmap(item), mask.decode());
    }
  }

  @Test
  void merge() throws IOException {
    for (JsonObject item : cases("merge")) {
      List<RunLengthMask> masks = masks(item, "strings");

      assertMask(
          item,
          item.get("intersect").getAsBoolean()
              ? RunLengthMask.intersection(masks)
              : RunLengthMask.union(masks));
    }
  }

  @Test
  void overlapOfMasks() throws IOException {
    for (JsonObject item : cases("iou_masks")) {
      assertOverlaps(item, MaskOverlap.ofMasks(masks(item, "dt"), masks(item, "gt"), crowds(item)));
    }
  }

  @Test
  void overlapOfBoxes() throws IOException {
    for (JsonObject item : cases("iou_boxes")) {
      List<BoxXywh> detections = new ArrayList<>();
      item.get("dt_xywh").getAsJsonArray().forEach(box -> detections.add(xywh(box)));
      List<BoxXywh> truths = new ArrayList<>();
      item.get("gt_xywh").getAsJsonArray().forEach(box -> truths.add(xywh(box)));

      assertOverlaps(item, MaskOverlap.ofBoxes(detections, truths, crowds(item)));
    }
  }

  @Test
  void targetsFromPolygons() throws IOException {
    for (JsonObject item : cases("mask_targets")) {
      double[] box = Json.doubles(item.get("box_xyxy"));
      Boxes region = Boxes.of((float) box[0], (float) box[1], (float) box[2], (float) box[3]);
      int side = item.get("mask_size").getAsInt();

      assertArrayEquals(
          bitmap(item), new PolygonMaskTargets(side).target(parts(item), region, 0).decode());
    }
  }

  private static void assertOverlaps(JsonObject item, double[][] overlaps) {
    for (int d = 0; d < overlaps.length; d++) {
      double[] expected = Json.doubles(item.get("iou").getAsJsonArray().get(d));
      assertArrayEquals(expected, overlaps[d]); // the same doubles
    }
  }

  private static void assertMask(JsonObject item, RunLengthMask mask) {
    assertArrayEquals(Json.ints(item.get("counts")), mask.counts(), item.toString());
    assertMeasures(item, mask);
  }

  private static void assertMeasures(JsonObject item, RunLengthMask mask) {
    String string = item.get("string").getAsString();
    assertEquals(string, RleString.format(mask));
    assertEquals(mask, RleString.parse(mask.height(), mask.width(), string));
    assertEquals(item.get("area").getAsInt(), mask.area());
    assertEquals(xywh(item.get("bbox")), mask.box().toXywh());
  }

  private static int height(JsonObject item) {
    return item.get("h").getAsInt();
  }

  private static int width(JsonObject item) {
    return item.get("w").getAsInt();
  }

  private static PolygonRaster raster(JsonObject item) {
    return new PolygonRaster(height(item), width(item));
  }

  private static List<double[]> parts(JsonObject item) {
    List<double[]> parts = new ArrayList<>();
    item.get("polygons").getAsJsonArray().forEach(part -> parts.add(Json.doubles(part)));
    return parts;
  }

  private static List<RunLengthMask> masks(JsonObject item, String key) {
    return Json.texts(item.get(key)).stream()
        .map(text -> RleString.parse(height(item), width(item), text))
        .toList();
  }

  private static boolean[] crowds(JsonObject item) {
    int[] flags = Json.ints(item.get("iscrowd"));
    boolean[] crowds = new boolean[flags.length];
    for (int i = 0; i < flags.length; i++) {
      crowds[i] = flags[i] == 1;
    }
    return crowds;
  }

  private static BoxXywh xywh(JsonElement numbers) {
    double[] box = Json.doubles(numbers);
    return new BoxXywh(box[0], box[1], box[2], box[3]);
  }

  private static byte[] bitmap(JsonObject item) {
    String rows = String.join("", Json.texts(item.get("rows")));
    byte[] bitmap = new byte[rows.length()];
    for (int i = 0; i < bitmap.length; i++) {
      bitmap[i] = (byte) (rows.charAt(i) - '0');
    }
    return bitmap;
  }
}
