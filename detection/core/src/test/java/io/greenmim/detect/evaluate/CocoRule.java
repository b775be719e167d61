package io.greenmim.detect.evaluate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * COCO's published rule for boxes, written down as plainly as can be, on the JSON of the files
 * themselves: no shared code, no tricks for speed.
 */
final class CocoRule {

  private static final double[][] RANGES = {{0, 1e10}, {0, 1024}, {1024, 9216}, {9216, 1e10}};
  private static final int MOST = 100;

  private final List<JsonObject> truths = new ArrayList<>();
  private final List<JsonObject> results = new ArrayList<>();
  private final TreeSet<Long> images = new TreeSet<>();
  private final TreeSet<Long> categories = new TreeSet<>();

  CocoRule(JsonObject annotations, JsonArray found) {
    each(annotations.get("images")).forEach(image -> images.add(image.get("id").getAsLong()));
    each(annotations.get("categories")).forEach(c -> categories.add(c.get("id").getAsLong()));
    truths.addAll(each(annotations.get("annotations")));
    results.addAll(each(found));
  }

  private static List<JsonObject> each(JsonElement list) {
    return list.getAsJsonArray().asList().stream().map(JsonElement::getAsJsonObject).toList();
  }

  /** COCO's twelve numbers, in its order. */
  double[] statistics() {
    return new double[] {
      precision(0, 0, 9), precision(0, 0, 0), precision(0, 5, 5),
      precision(1, 0, 9), precision(2, 0, 9), precision(3, 0, 9),
      recall(0, 1), recall(0, 10), recall(0, MOST),
      recall(1, MOST), recall(2, MOST), recall(3, MOST)
    };
  }

  private double precision(int range, int firstLevel, int lastLevel) {
    List<Double> values = new ArrayList<>();
    for (int level = firstLevel; level <= lastLevel; level++) {
      for (long category : categories) {
        Curve curve = curve(category, overlap(level), RANGES[range], MOST);
        if (curve.objects > 0) {
          for (int r = 0; r <= 100; r++) {
            values.add(curve.precisionAt(r * .01));
          }
        }
      }
    }
    return mean(values);
  }

  private double recall(int range, int most) {
    List<Double> values = new ArrayList<>();
    for (int level = 0; level < 10; level++) {
      for (long category : categories) {
        Curve curve = curve(category, overlap(level), RANGES[range], most);
        if (curve.objects > 0) {
          values.add(curve.right.stream().mapToInt(r -> r ? 1 : 0).sum() / (double) curve.objects);
        }
      }
    }
    return mean(values);
  }

  /** As numpy.linspace has it: 0.85 is 0.85, which an overlap may be exactly. */
  private static double overlap(int level) {
    return .5 + level * ((.95 - .5) / 9);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(-1);
  }

  /** Right and wrong detections of a category by falling score, and how many objects there are. */
  private static final class Curve {
    private final List<Boolean> right = new ArrayList<>();
    private int objects;

    double precisionAt(double recall) {
      double best = 0;
      int found = 0;
      for (int i = 0; i < right.size(); i++) {
        found += right.get(i) ? 1 : 0;
        if ((double) found / objects >= recall) {
          best = Math.max(best, found / (double) (i + 1));
        }
      }
      return best;
    }
  }

  private Curve curve(long category, double overlap, double[] range, int most) {
    Curve curve = new Curve();
    Map<JsonObject, Boolean> judged = new LinkedHashMap<>();
    for (long image : images) {
      List<JsonObject> objects = of(truths, image, category);
      List<JsonObject> found = of(results, image, category);
      found.sort(Comparator.comparing((JsonObject d) -> -d.get("score").getAsDouble()));
      found = found.subList(0, Math.min(most, found.size()));
      boolean[] ignored = new boolean[objects.size()];
      for (int g = 0; g < ignored.length; g++) {
        double area = objects.get(g).get("area").getAsDouble();
        ignored[g] = crowd(objects.get(g)) || area < range[0] || area > range[1];
        curve.objects += ignored[g] ? 0 : 1;
      }
      boolean[] taken = new boolean[ignored.length];
      for (JsonObject detection : found) {
        int match = match(detection, objects, ignored, taken, overlap, false);
        match = match < 0 ? match(detection, objects, ignored, taken, overlap, true) : match;
        if (match >= 0) {
          taken[match] = true;
          if (!ignored[match]) {
            judged.put(detection, true);
          }
        } else {
          double[] box = box(detection);
          double area = box[2] * box[3];
          if (area >= range[0] && area <= range[1]) {
            judged.put(detection, false);
          }
        }
      }
    }
    List<JsonObject> order = new ArrayList<>(judged.keySet());
    order.sort(Comparator.comparing((JsonObject d) -> -d.get("score").getAsDouble()));
    order.forEach(detection -> curve.right.add(judged.get(detection)));
    return curve;
  }

  private static int match(
      JsonObject detection,
      List<JsonObject> objects,
      boolean[] ignored,
      boolean[] taken,
      double overlap,
      boolean amongIgnored) {
    int best = -1;
    double most = overlap;
    for (int g = 0; g < ignored.length; g++) {
      boolean free = !taken[g] || crowd(objects.get(g));
      double common = iou(box(detection), box(objects.get(g)), crowd(objects.get(g)));
      if (free && ignored[g] == amongIgnored && common >= most) {
        most = common;
        best = g;
      }
    }
    return best;
  }

  private static double iou(double[] d, double[] g, boolean crowd) {
    double w = Math.min(d[0] + d[2], g[0] + g[2]) - Math.max(d[0], g[0]);
    double h = Math.min(d[1] + d[3], g[1] + g[3]) - Math.max(d[1], g[1]);
    if (w <= 0 || h <= 0) {
      return 0;
    }
    double own = d[2] * d[3];
    return w * h / (crowd ? own : own + g[2] * g[3] - w * h);
  }

  private static boolean crowd(JsonObject object) {
    return object.has("iscrowd") && object.get("iscrowd").getAsInt() != 0;
  }

  private static double[] box(JsonObject object) {
    return object.get("bbox").getAsJsonArray().asList().stream()
        .mapToDouble(JsonElement::getAsDouble)
        .toArray();
  }

  private static List<JsonObject> of(List<JsonObject> all, long image, long category) {
    List<JsonObject> own = new ArrayList<>(all);
    own.removeIf(o -> o.get("image_id").getAsLong() != image);
    own.removeIf(o -> o.get("category_id").getAsLong() != category);
    return own;
  }
}
