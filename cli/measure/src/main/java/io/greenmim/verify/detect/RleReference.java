package io.greenmim.verify.detect;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.mask.MaskOverlap;
import io.greenmim.detect.mask.PolygonMaskTargets;
import io.greenmim.detect.mask.PolygonRaster;
import io.greenmim.detect.mask.RleString;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.ops.Precision;
import io.greenmim.verify.Comparison;
import io.greenmim.verify.ReferenceFile;
import io.greenmim.verify.ReferenceKind;
import io.greenmim.verify.Tolerance;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Run-length masks of COCO: a JSON file of cases, each of which must be the same bit for bit. */
final class RleReference implements ReferenceKind {

  private static final String FIRST = "bitmaps";

  private static final Map<String, Case> GROUPS =
      Map.of(
          FIRST,
          RleReference::bitmap,
          "counts_only",
          RleReference::counts,
          "polygons",
          RleReference::polygons,
          "boxes",
          RleReference::box,
          "merge",
          RleReference::merge,
          "iou_masks",
          RleReference::overlapOfMasks,
          "iou_boxes",
          RleReference::overlapOfBoxes,
          "mask_targets",
          RleReference::target);

  /** Repeats one case. */
  @FunctionalInterface
  private interface Case {
    void repeat(String key, JsonObject item, Ledger ledger);
  }

  @Override
  public boolean recognises(ReferenceFile file) {
    return file.config().has(FIRST) && file.config().has("iou_masks");
  }

  @Override
  public List<Comparison> repeat(ReferenceFile file, Precision precision) {
    Ledger ledger = new Ledger(file);
    JsonObject groups = file.config().values();
    for (String group : groups.keySet()) {
      if (!groups.get(group).isJsonArray()) {
        continue;
      }
      Case repeated = GROUPS.get(group);
      if (repeated == null) {
        ledger.add(Comparison.failure(group, "expected cases that are known"));
        continue;
      }
      int number = 0;
      for (JsonObject item : JsonArrays.objects(groups.get(group))) {
        String name = item.has("name") ? item.get("name").getAsString() : String.valueOf(number);
        repeated.repeat(group + "/" + name, item, ledger);
        number++;
      }
    }
    return ledger.close();
  }

  private static void bitmap(String key, JsonObject item, Ledger ledger) {
    compare(key, item, ledger, RunLengthMask.encode(height(item), width(item), pixels(item)));
  }

  private static void counts(String key, JsonObject item, Ledger ledger) {
    compare(key, item, ledger, mask(item, item.get("string").getAsString()));
  }

  private static void polygons(String key, JsonObject item, Ledger ledger) {
    PolygonRaster raster = new PolygonRaster(height(item), width(item));
    compare(key, item, ledger, raster.polygons(JsonArrays.rows(item.get("polygons"))));
  }

  private static void box(String key, JsonObject item, Ledger ledger) {
    PolygonRaster raster = new PolygonRaster(height(item), width(item));
    compare(key, item, ledger, raster.box(JsonArrays.box(item.get("bbox_xywh"))));
  }

  private static void merge(String key, JsonObject item, Ledger ledger) {
    List<RunLengthMask> masks = masks(item, "strings");
    boolean common = item.get("intersect").getAsBoolean();
    compare(
        key, item, ledger, common ? RunLengthMask.intersection(masks) : RunLengthMask.union(masks));
  }

  /** Compares everything that is recorded of a mask. */
  private static void compare(String key, JsonObject item, Ledger ledger, RunLengthMask mask) {
    if (item.has("counts")) {
      ledger.add(
          exact(
              key + "/counts",
              JsonArrays.doubles(item.get("counts")),
              JsonArrays.widened(mask.counts())));
    }
    String text = item.get("string").getAsString();
    ledger.equal(key + "/string", text, RleString.format(mask));
    ledger.equal(key + "/parsed", mask, mask(item, text));
    ledger.equal(key + "/area", item.get("area").getAsInt(), mask.area());
    ledger.equal(key + "/bbox", JsonArrays.box(item.get("bbox")), mask.box().toXywh());
    if (item.has("rows")) {
      ledger.equal(key + "/rows", true, Arrays.equals(pixels(item), mask.decode()));
    }
  }

  private static void overlapOfMasks(String key, JsonObject item, Ledger ledger) {
    double[][] overlaps = MaskOverlap.ofMasks(masks(item, "dt"), masks(item, "gt"), crowds(item));
    compareOverlaps(key, item, ledger, overlaps);
  }

  private static void overlapOfBoxes(String key, JsonObject item, Ledger ledger) {
    double[][] overlaps =
        MaskOverlap.ofBoxes(boxes(item, "dt_xywh"), boxes(item, "gt_xywh"), crowds(item));
    compareOverlaps(key, item, ledger, overlaps);
  }

  private static void compareOverlaps(
      String key, JsonObject item, Ledger ledger, double[][] overlaps) {
    ledger.add(
        exact(
            key + "/iou",
            JsonArrays.flat(JsonArrays.rows(item.get("iou"))),
            JsonArrays.flat(List.of(overlaps))));
  }

  private static void target(String key, JsonObject item, Ledger ledger) {
    double[] box = JsonArrays.doubles(item.get("box_xyxy"));
    Boxes region = Boxes.of((float) box[0], (float) box[1], (float) box[2], (float) box[3]);
    RunLengthMask mask =
        new PolygonMaskTargets(item.get("mask_size").getAsInt())
            .target(JsonArrays.rows(item.get("polygons")), region, 0);
    ledger.equal(key + "/rows", true, Arrays.equals(pixels(item), mask.decode()));
    if (item.has("area")) {
      ledger.equal(key + "/area", item.get("area").getAsInt(), mask.area());
    }
  }

  private static Comparison exact(String key, double[] expected, double[] actual) {
    return Comparison.of(key, expected, actual, Tolerance.EXACT);
  }

  private static int height(JsonObject item) {
    return item.get("h").getAsInt();
  }

  private static int width(JsonObject item) {
    return item.get("w").getAsInt();
  }

  private static RunLengthMask mask(JsonObject item, String text) {
    return RleString.parse(height(item), width(item), text);
  }

  private static List<RunLengthMask> masks(JsonObject item, String key) {
    return JsonArrays.texts(item.get(key)).stream().map(text -> mask(item, text)).toList();
  }

  private static List<BoxXywh> boxes(JsonObject item, String key) {
    return item.get(key).getAsJsonArray().asList().stream().map(JsonArrays::box).toList();
  }

  private static boolean[] crowds(JsonObject item) {
    List<JsonElement> flags = item.get("iscrowd").getAsJsonArray().asList();
    boolean[] crowds = new boolean[flags.size()];
    for (int i = 0; i < crowds.length; i++) {
      crowds[i] = flags.get(i).getAsInt() == 1;
    }
    return crowds;
  }

  private static byte[] pixels(JsonObject item) {
    String rows = String.join("", JsonArrays.texts(item.get("rows")));
    byte[] pixels = new byte[rows.length()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (rows.charAt(i) - '0');
    }
    return pixels;
  }
}
