package io.greenmim.verify.detect;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoFileException;
import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.coco.CocoResults;
import io.greenmim.detect.evaluate.AreaRange;
import io.greenmim.detect.evaluate.CategoryStatistics;
import io.greenmim.detect.evaluate.CocoGroundTruth;
import io.greenmim.detect.evaluate.ComparedShape;
import io.greenmim.detect.evaluate.EvaluationReport;
import io.greenmim.detect.evaluate.EvaluationSettings;
import io.greenmim.detect.evaluate.EvaluationTables;
import io.greenmim.detect.evaluate.Statistic;
import io.greenmim.ops.Precision;
import io.greenmim.verify.Comparison;
import io.greenmim.verify.ReferenceFile;
import io.greenmim.verify.ReferenceKind;
import io.greenmim.verify.Tolerance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** COCO's statistics: a JSON file with ground truth, detections, parameters and what they give. */
final class CocoReference implements ReferenceKind {

  /** Statistics are shares in doubles whose sums may be ordered otherwise. */
  private static final Tolerance STATISTICS = new Tolerance(1e-9, 0, 0);

  private static final String TRUTH = "ground_truth";
  private static final String EXPECTED = "expected";
  private static final String STATS = "stats";
  private static final String WITH_BOXES = "segm_results_keep_bbox";

  @Override
  public boolean recognises(ReferenceFile file) {
    return file.config().has(TRUTH) && file.config().has(EXPECTED);
  }

  @Override
  public List<Comparison> repeat(ReferenceFile file, Precision precision) throws IOException {
    JsonObject values = file.config().values();
    CocoDataset dataset;
    List<CocoResult> results;
    Path part = Files.createTempFile("greenmim-verify", ReferenceFile.JSON);
    try {
      dataset = CocoDataset.read(Files.writeString(part, values.get(TRUTH).toString()));
      results = CocoResults.read(Files.writeString(part, values.get("detections").toString()));
    } catch (CocoFileException e) {
      throw new IllegalArgumentException(
          "expected what files of its kind hold, got " + e.getMessage(), e);
    } finally {
      Files.delete(part);
    }
    CocoGroundTruth truth = CocoGroundTruth.of(dataset, CocoGroundTruth.hasOutlines(dataset));
    JsonObject parameters = values.getAsJsonObject("params");
    JsonObject expected = values.getAsJsonObject(EXPECTED);
    List<Comparison> comparisons = new ArrayList<>();
    for (String name : expected.keySet()) {
      ComparedShape compared =
          Arrays.stream(ComparedShape.values())
              .filter(shape -> name.equals(shape.key()))
              .findFirst()
              .orElse(null);
      if (compared == null && !name.equals(WITH_BOXES)) {
        comparisons.add(Comparison.failure(name, "expected statistics that are known"));
        continue;
      }
      ComparedShape shape = compared == null ? ComparedShape.MASK : compared;
      ComparedShape measured = compared == null ? ComparedShape.BOX : compared;
      EvaluationTables tables = truth.evaluate(results, settings(parameters, shape, measured));
      EvaluationReport report = EvaluationReport.of(tables, dataset.categories());
      compare(name, expected.getAsJsonObject(name), report, tables, comparisons);
    }
    return comparisons;
  }

  private static EvaluationSettings settings(
      JsonObject given, ComparedShape compared, ComparedShape measured) {
    List<AreaRange> ranges = new ArrayList<>();
    List<String> names = JsonArrays.texts(given.get("areaRngLbl"));
    List<double[]> limits = JsonArrays.rows(given.get("areaRng"));
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String sign =
          AreaRange.COCO.stream()
              .filter(range -> range.name().equals(name))
              .map(AreaRange::sign)
              .findFirst()
              .orElse(name);
      ranges.add(new AreaRange(name, sign, limits.get(i)[0], limits.get(i)[1]));
    }
    return new EvaluationSettings(
        compared,
        measured,
        Arrays.stream(JsonArrays.doubles(given.get("iouThrs"))).boxed().toList(),
        Arrays.stream(JsonArrays.doubles(given.get("recThrs"))).boxed().toList(),
        Arrays.stream(JsonArrays.integers(given.get("maxDets"))).boxed().toList(),
        ranges);
  }

  private static void compare(
      String name,
      JsonObject expected,
      EvaluationReport report,
      EvaluationTables tables,
      List<Comparison> into) {
    into.add(
        Comparison.of(
            name + "/" + STATS,
            JsonArrays.doubles(expected.get(STATS)),
            report.statistics().stream().mapToDouble(Statistic::value).toArray(),
            STATISTICS));
    if (expected.has("per_category")) {
      compareCategories(name, expected.getAsJsonObject("per_category"), report, into);
    }
    if (expected.has("mean_precision_TKAM")) {
      compareTables(name, expected, tables, into);
    }
  }

  private static void compareCategories(
      String name, JsonObject expected, EvaluationReport report, List<Comparison> into) {
    for (CategoryStatistics category : report.categories()) {
      String key = name + "/per_category/" + category.id();
      JsonObject values = expected.getAsJsonObject(String.valueOf(category.id()));
      if (values == null || !values.keySet().equals(category.values().keySet())) {
        into.add(Comparison.failure(key, "missing in the file"));
        continue;
      }
      double[] recorded = new double[values.size()];
      double[] actual = new double[values.size()];
      int at = 0;
      for (String statistic : values.keySet()) {
        recorded[at] = values.get(statistic).getAsDouble();
        actual[at++] = category.values().get(statistic);
      }
      into.add(Comparison.of(key, recorded, actual, STATISTICS));
    }
    if (expected.size() > report.categories().size()) {
      into.add(Comparison.failure(name + "/per_category", "unexpected categories in the file"));
    }
  }

  private static void compareTables(
      String name, JsonObject expected, EvaluationTables tables, List<Comparison> into) {
    List<double[]> precisions = new ArrayList<>();
    List<double[]> recalls = new ArrayList<>();
    EvaluationSettings settings = tables.settings();
    int last = settings.detections().size();
    for (int t = 0; t < settings.overlaps().size(); t++) {
      for (int k = 0; k < tables.categories().size(); k++) {
        for (int a = 0; a < settings.areas().size(); a++) {
          double[] precision = new double[last];
          double[] recall = new double[last];
          for (int m = 0; m < last; m++) {
            EvaluationTables.Place place = new EvaluationTables.Place(t, k, a, m);
            precision[m] = Arrays.stream(tables.precisions(place)).average().orElseThrow();
            recall[m] = tables.recall(place);
          }
          precisions.add(precision);
          recalls.add(recall);
        }
      }
    }
    into.add(table(name, "mean_precision_TKAM", expected, precisions));
    into.add(table(name, "recall_TKAM", expected, recalls));
  }

  private static Comparison table(
      String name, String table, JsonObject expected, List<double[]> actual) {
    List<double[]> recorded = new ArrayList<>();
    for (var overlap : expected.getAsJsonArray(table)) {
      for (var category : (JsonArray) overlap) {
        recorded.addAll(JsonArrays.rows(category));
      }
    }
    return Comparison.of(
        name + "/" + table, JsonArrays.flat(recorded), JsonArrays.flat(actual), STATISTICS);
  }
}
