package io.greenmim.detect.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoResults;
import io.greenmim.random.SplitMix64;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Annotations as they stand, with boxes over borders, areas that are not those of the boxes, crowds
 * and numbers of images and categories that the file does not have, have the statistics that COCO's
 * rule gives them.
 */
class BorderBoxPropertyTest {

  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;

  private JsonObject annotations;
  private JsonArray results;

  private static JsonArray list(double... numbers) {
    JsonArray list = new JsonArray();
    for (double number : numbers) {
      list.add(number);
    }
    return list;
  }

  /** A box anywhere, over each border too. */
  private static double[] box(SplitMix64 random) {
    double width = 1 + random.nextInt(200);
    double height = 1 + random.nextInt(150);
    double x = random.nextInt(WIDTH + 160) - 120 + random.nextInt(4) / 4.;
    double y = random.nextInt(HEIGHT + 160) - 120 + random.nextInt(4) / 4.;
    return new double[] {x, y, width, height};
  }

  private void draw(SplitMix64 random) {
    annotations = new JsonObject();
    results = new JsonArray();
    JsonArray images = new JsonArray();
    JsonArray categories = new JsonArray();
    JsonArray objects = new JsonArray();
    for (int id = 0; id < 3; id++) {
      JsonObject image = new JsonObject();
      image.addProperty("id", id);
      image.addProperty("file_name", id + ".jpg");
      image.addProperty("width", WIDTH);
      image.addProperty("height", HEIGHT);
      images.add(image);
      JsonObject category = new JsonObject();
      category.addProperty("id", 2 * id + 1);
      category.addProperty("name", "c" + id);
      categories.add(category);
    }
    int count = 1 + random.nextInt(14);
    for (int id = 1; id <= count; id++) {
      double[] box = box(random);
      // Now and then of an image or a category that is not there.
      int image = random.nextInt(12) == 0 ? 9 : random.nextInt(3);
      int category = random.nextInt(12) == 0 ? 4 : 2 * random.nextInt(2) + 1;
      JsonObject object = placed(image, category, box);
      object.addProperty("id", id);
      object.addProperty("iscrowd", random.nextInt(6) == 0 ? 1 : 0);
      object.addProperty("area", box[2] * box[3] * (1 + random.nextInt(4)) / 4);
      objects.add(object);
      for (int d = random.nextInt(3); d > 0; d--) {
        double[] near = {box[0] + random.nextInt(9), box[1] + random.nextInt(9), box[2], box[3]};
        results.add(scored(placed(image, category, d == 2 ? box : near), random));
      }
    }
    for (int d = random.nextInt(6); d > 0; d--) {
      results.add(
          scored(placed(random.nextInt(3), 2 * random.nextInt(3) + 1, box(random)), random));
    }
    annotations.add("images", images);
    annotations.add("annotations", objects);
    annotations.add("categories", categories);
  }

  private static JsonObject placed(int image, int category, double[] box) {
    JsonObject entry = new JsonObject();
    entry.addProperty("image_id", image);
    entry.addProperty("category_id", category);
    entry.add("bbox", list(box));
    return entry;
  }

  private static JsonObject scored(JsonObject entry, SplitMix64 random) {
    entry.addProperty("score", random.nextInt(1_000_000) / 1e6);
    return entry;
  }

  /** One of its overlaps is 0.85 exactly, which counts. */
  @Example
  void anOverlapAtTheThreshold() throws IOException {
    statisticsAreThoseOfTheRule(267914296);
  }

  @Property(tries = 200)
  void statisticsAreThoseOfTheRule(@ForAll long seed) throws IOException {
    draw(SplitMix64.of(seed));
    Path truth = Files.createTempFile("truth", ".json");
    Path found = Files.createTempFile("found", ".json");
    try {
      Files.writeString(truth, annotations.toString());
      Files.writeString(found, results.toString());
      EvaluationReport report =
          CocoGroundTruth.of(CocoDataset.read(truth).requireWhole(), false)
              .report(CocoResults.read(found), EvaluationSettings.coco(ComparedShape.BOX));
      assertArrayEquals(
          new CocoRule(annotations, results).statistics(),
          report.statistics().stream().mapToDouble(Statistic::value).toArray(),
          1e-9);
    } finally {
      Files.delete(truth);
      Files.delete(found);
    }
  }
}
