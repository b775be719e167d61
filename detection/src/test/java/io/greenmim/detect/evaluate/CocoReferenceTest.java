package io.greenmim.detect.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.greenmim.detect.testing.Json;
import io.greenmim.detect.testing.Shared;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics and tables as pycocotools computes them. */
class CocoReferenceTest {

  private static final double TOLERANCE = 1e-12;

  private static JsonObject file(String name) throws IOException {
    return Json.object(Shared.file("golden/detection/" + name + ".json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"coco_general", "coco_thresholds", "coco_only_crowd"})
  void statisticsAreThoseOfTheReference(String name) throws IOException {
    JsonObject file = file(name);
    CocoFile truth = CocoFile.of(file.getAsJsonObject("ground_truth"));
    List<DetectedObject> detections = CocoFile.detections(file.get("detections"));
    JsonObject expected = file.getAsJsonObject("expected");
    assertTrue(expected.has("bbox"), name);
    for (ComparedShape shape : ComparedShape.values()) {
      if (expected.has(shape.key())) {
        assertEvaluation(
            expected.getAsJsonObject(shape.key()),
            truth,
            evaluate(truth, detections, EvaluationSettings.coco(shape)));
      }
    }
    String withBoxes = "segm_results_keep_bbox";
    if (expected.has(withBoxes)) {
      EvaluationSettings settings =
          EvaluationSettings.coco(ComparedShape.MASK).withMeasured(ComparedShape.BOX);
      assertStatistics(
          expected.getAsJsonObject(withBoxes),
          EvaluationReport.of(evaluate(truth, detections, settings), truth.categories()));
    }
  }

  @Test
  void settingsAreThoseOfTheReference() throws IOException {
    JsonObject params = file("coco_general").getAsJsonObject("params");

    assertArrayEquals(
        Json.doubles(params.get("iouThrs")), doubles(EvaluationSettings.COCO_OVERLAPS));
    assertArrayEquals(
        Json.doubles(params.get("recThrs")), doubles(EvaluationSettings.COCO_RECALLS));
    assertEquals(
        Arrays.stream(Json.ints(params.get("maxDets"))).boxed().toList(),
        EvaluationSettings.COCO_DETECTIONS);
    JsonArray ranges = params.getAsJsonArray("areaRng");
    for (int a = 0; a < ranges.size(); a++) {
      AreaRange range = AreaRange.COCO.get(a);
      assertArrayEquals(Json.doubles(ranges.get(a)), new double[] {range.least(), range.most()});
      assertEquals(params.getAsJsonArray("areaRngLbl").get(a).getAsString(), range.name());
    }
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static EvaluationTables evaluate(
      CocoFile truth, List<DetectedObject> detections, EvaluationSettings settings) {
    return new CocoEvaluation(truth.images(), truth.categoryIds(), settings)
        .evaluate(truth.objects(), detections);
  }

  private static void assertEvaluation(
      JsonObject expected, CocoFile truth, EvaluationTables tables) {
    EvaluationReport report = EvaluationReport.of(tables, truth.categories());
    assertStatistics(expected, report);
    JsonObject perCategory = expected.getAsJsonObject("per_category");
    assertEquals(perCategory.size(), report.categories().size());
    for (CategoryStatistics category : report.categories()) {
      JsonObject values = perCategory.getAsJsonObject(String.valueOf(category.id()));
      assertEquals(values.keySet(), category.values().keySet());
      category
          .values()
          .forEach((name, value) -> assertEquals(values.get(name).getAsDouble(), value, TOLERANCE));
    }
    EvaluationSettings settings = tables.settings();
    JsonArray precisions = expected.getAsJsonArray("mean_precision_TKAM");
    JsonArray recalls = expected.getAsJsonArray("recall_TKAM");
    for (int t = 0; t < settings.overlaps().size(); t++) {
      for (int k = 0; k < tables.categories().size(); k++) {
        for (int a = 0; a < settings.areas().size(); a++) {
          double[] precision = Json.doubles(at(precisions, t, k).get(a));
          double[] recall = Json.doubles(at(recalls, t, k).get(a));
          for (int m = 0; m < settings.detections().size(); m++) {
            EvaluationTables.Place place = new EvaluationTables.Place(t, k, a, m);
            double mean = Arrays.stream(tables.precisions(place)).average().orElseThrow();
            assertEquals(precision[m], mean, TOLERANCE, place.toString());
            assertEquals(recall[m], tables.recall(place), TOLERANCE, place.toString());
          }
        }
      }
    }
  }

  private static JsonArray at(JsonArray table, int overlap, int category) {
    return table.get(overlap).getAsJsonArray().get(category).getAsJsonArray();
  }

  private static void assertStatistics(JsonObject expected, EvaluationReport report) {
    assertArrayEquals(
        Json.doubles(expected.get("stats")),
        report.statistics().stream().mapToDouble(Statistic::value).toArray(),
        TOLERANCE);
  }
}
