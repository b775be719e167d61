package io.greenmim.detect.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.coco.CocoResults;
import io.greenmim.detect.testing.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics and tables as pycocotools computes them. */
class CocoReferenceTest {

  private static final double TOLERANCE = 1e-12;

  @TempDir private Path folder;

  private static JsonObject file(String name) throws IOException {
    return Json.reference(name + ".json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"coco_general", "coco_thresholds", "coco_only_crowd"})
  void statisticsAreThoseOfTheReference(String name) throws IOException {
    JsonObject file = file(name);
    CocoDataset dataset = CocoDataset.read(written("truth.json", file.get("ground_truth")));
    List<CocoResult> results = CocoResults.read(written("results.json", file.get("detections")));
    CocoGroundTruth truth = CocoGroundTruth.of(dataset, true);
    JsonObject expected = file.getAsJsonObject("expected");
    assertTrue(expected.has("bbox"), name);
    for (ComparedShape shape : ComparedShape.values()) {
      if (expected.has(shape.key())) {
        assertEvaluation(
            expected.getAsJsonObject(shape.key()),
            dataset,
            truth.evaluate(results, EvaluationSettings.coco(shape)));
      }
    }
    String withBoxes = "segm_results_keep_bbox";
    if (expected.has(withBoxes)) {
      EvaluationSettings settings = EvaluationSettings.coco(ComparedShape.MASK);
      assertStatistics(
          expected.getAsJsonObject(withBoxes),
          truth.report(results, settings.withMeasured(ComparedShape.BOX)));
      assertStatistics(
          expected.getAsJsonObject("segm"),
          truth.report(withoutBoxes(results), settings.withMeasured(ComparedShape.BOX)));
    }
  }

  private static List<CocoResult> withoutBoxes(List<CocoResult> results) {
    return results.stream()
        .map(
            result ->
                new CocoResult(
                    result.imageId(),
                    result.categoryId(),
                    Optional.empty(),
                    result.score(),
                    result.mask()))
        .toList();
  }

  private Path written(String name, JsonElement content) throws IOException {
    return Files.writeString(folder.resolve(name), content.toString());
  }

  @Test
  void settingsAreThoseOfTheReference() throws IOException {
    JsonObject params = file("coco_thresholds").getAsJsonObject("params");

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

  private static void assertEvaluation(
      JsonObject expected, CocoDataset dataset, EvaluationTables tables) {
    EvaluationReport report = EvaluationReport.of(tables, dataset.categories());
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
