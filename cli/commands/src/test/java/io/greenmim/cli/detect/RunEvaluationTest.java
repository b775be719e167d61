package io.greenmim.cli.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoImage;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.InputSize;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.detect.train.AugmentationName;
import io.greenmim.detect.train.DataFolder;
import io.greenmim.detect.train.DetectorTraining;
import io.greenmim.detect.train.SceneDataset;
import io.greenmim.detect.train.TrainingData;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.ops.Precision;
import io.greenmim.train.report.ValidationLog;
import io.greenmim.train.run.ConsoleHook;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The evaluation of a run gives what the run's own validation told. */
class RunEvaluationTest extends CommandTestCase {

  private static final InputSize SIZE = new InputSize(64, 64);

  @TempDir private Path folder;
  private Path data;
  private Path run;
  private StringWriter told;

  @BeforeEach
  void drawScenes() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    run = folder.resolve("run");
    told = new StringWriter();
    SceneDataset.write(data.resolve("train"), data.resolve("train.json"), 1, 2);
    SceneDataset.write(data.resolve("val"), data.resolve("val.json"), 2, 3);
    Path file = data.resolve("val.json");
    JsonObject val = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    // Of each category an object over the border, which training clips, and one outside of the
    // image, of no use to training at all.
    JsonArray annotations = val.getAsJsonArray("annotations");
    JsonObject first = annotations.get(0).getAsJsonObject();
    for (JsonElement category : val.getAsJsonArray("categories")) {
      for (String box : List.of("[-90, -80, 200, 210]", "[-90, -80, 20, 21]")) {
        JsonObject odd = first.deepCopy();
        odd.addProperty("id", 9000 + annotations.size());
        odd.add("category_id", category.getAsJsonObject().get("id"));
        odd.add("bbox", JsonParser.parseString(box));
        annotations.add(odd);
      }
    }
    Files.writeString(file, val.toString());
  }

  private TrainingData read() throws IOException {
    return TrainingData.read(DataFolder.find(data), 0, line -> told.append(line).append("\n"));
  }

  private void train(Precision precision, double ema) throws Exception {
    TrainingData scenes = read();
    DetectorConfig config =
        SyntheticDetector.config(
            scenes.train().categories(), false, new MaskHeadConfig(14, 5, false));
    Path start = folder.resolve("start");
    DetectorFolder.save(start, config, SyntheticDetector.undecided(config));
    DetectorTraining.builder()
        .setData(data)
        .setOutput(run)
        .optInit(start.toString())
        .optConfig(any -> config)
        .optAugmentation(AugmentationName.RESIZE)
        .optShortSides(SIZE.shortSide())
        .optLongSide(SIZE.longLimit())
        .optTestShortSide(SIZE.shortSide())
        .optLearningRate(1e-3)
        .optWarmupSteps(1)
        .optClipNorm(1)
        .optAverageDecay(ema)
        .optEpochs(2)
        .optBatchSize(2)
        .optPictures(1)
        .optLoaderThreads(1)
        .optDevices(Device.cpu())
        .optPrecision(precision)
        .addHook(new ConsoleHook(new PrintWriter(told, true), System.err))
        .optListener(line -> told.append(line).append("\n"))
        .build()
        .run();
  }

  private Map<String, Double> validated(int line) throws IOException {
    String json = Files.readAllLines(run.resolve(ValidationLog.NAME)).get(line);
    Map<String, Double> numbers = new TreeMap<>();
    JsonParser.parseString(json)
        .getAsJsonObject()
        .getAsJsonObject("statistics")
        .entrySet()
        .forEach(entry -> numbers.put(entry.getKey(), entry.getValue().getAsDouble()));
    return numbers;
  }

  private Map<String, Double> evaluated(Path model, Object... more) throws IOException {
    Path json = folder.resolve("numbers.json");
    List<Object> words =
        new ArrayList<>(List.of("detect", "evaluate", "--annotations", data.resolve("val.json")));
    words.addAll(List.of("--images", data.resolve("val"), "--model", model, "--json", json));
    runWith(words, more);
    assertEquals(0, exitCode, err);
    Map<String, Double> numbers = new TreeMap<>();
    JsonObject shapes = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    for (String shape : shapes.keySet()) {
      for (JsonElement each : shapes.getAsJsonObject(shape).getAsJsonArray("statistics")) {
        JsonObject statistic = each.getAsJsonObject();
        numbers.put(
            shape + "/" + statistic.get("name").getAsString(),
            statistic.get("value").getAsDouble());
      }
    }
    return numbers;
  }

  /** What an application loads by the path of a folder and nothing else, and uses once. */
  private int loadedClasses(Path model) throws Exception {
    Criteria<Path, DetectedObjects> criteria =
        Criteria.builder().setTypes(Path.class, DetectedObjects.class).optModelPath(model).build();
    try (ZooModel<Path, DetectedObjects> loaded = criteria.loadModel();
        Predictor<Path, DetectedObjects> predictor = loaded.newPredictor()) {
      predictor.predict(data.resolve("val/scene-0000.png"));
      return ((MaskRcnn) loaded.getBlock()).config().classes();
    }
  }

  @ParameterizedTest
  @CsvSource({"BF16, 0.5, average", "FP32, 0, last"})
  void givesWhatTheValidationTold(Precision precision, double ema, String weights)
      throws Exception {
    train(precision, ema);

    String name = precision == Precision.BF16 ? "bf16" : "fp32";
    String source = " (%s weights, %s)".formatted(weights, name);
    assertTrue(told.toString().matches("(?s).*best validation: epoch [12] .*"), told + "");
    int best = told.toString().contains("best validation: epoch 1" + source) ? 0 : 1;
    assertTrue(
        told.toString().contains("best validation: epoch " + (best + 1) + source), told + "");

    String of = "best weights of %s, epoch %s%s; looked at in %s";
    for (Path model : List.of(run, run.resolve("best"))) {
      assertEquals(validated(best), evaluated(model));
      assertEquals(of.formatted(run, best + 1, source, name), out.lines().findFirst().orElse(""));
    }
    assertTrue(
        validated(1).values().stream().anyMatch(value -> value > 0), "nothing was found at all");

    for (Path model : List.of(run, run.resolve("best"), run.resolve("checkpoints/step-00000001"))) {
      assertEquals(5, loadedClasses(model), model::toString);
    }

    assertEquals(validated(1), evaluated(run, "--weights", weights));
    assertEquals(
        "%s weights of %s; looked at in %s".formatted(weights, run, name),
        out.lines().findFirst().orElse(""));
    evaluated(run, "--precision", "reference");
    assertEquals(
        of.formatted(run, best + 1, source, "reference"), out.lines().findFirst().orElse(""));
  }

  @Test
  void whatTrainingMendsIsTrainingsAlone() throws IOException {
    TrainingData read = read();

    int objects = read.validation().orElseThrow().usable().annotations().size();
    assertEquals(objects + 5, read.validation().orElseThrow().judged().annotations().size());
    assertTrue(
        read.validation().orElseThrow().judged().annotations().stream()
            .anyMatch(a -> a.box().x() == -90));
    assertTrue(
        read.validation().orElseThrow().usable().annotations().stream()
            .noneMatch(a -> a.box().x() < 0));
    assertTrue(
        told.toString()
            .contains(
                data.resolve("val.json")
                    + ": 10 faulty entries, mended for the loss alone: the precision is that of the"
                    + " annotations as they stand; 'greenmim data check' names them"),
        told + "");
  }

  @Test
  void judgesTheFirstImagesThatItLooksAtAndSaysSo() throws IOException {
    CocoDataset all = read().validation().orElseThrow().judged();
    Files.delete(data.resolve("val").resolve(all.images().get(0).fileName()));

    TrainingData read =
        TrainingData.read(DataFolder.find(data), 2, line -> told.append(line).append("\n"));

    // The first one has no file: its objects count as missed, and no other takes its place.
    List<Long> judged =
        read.validation().orElseThrow().judged().images().stream().map(CocoImage::id).toList();
    assertEquals(all.images().stream().limit(2).map(CocoImage::id).toList(), judged);
    assertEquals(
        judged.subList(1, 2),
        read.validation().orElseThrow().usable().images().stream().map(CocoImage::id).toList());
    assertTrue(
        told.toString()
            .contains(
                data.resolve("val.json")
                    + ": validated on the first 2 of 3 images alone; 'greenmim detect evaluate'"
                    + " looks at all"),
        told + "");
  }

  @Test
  void refusesWeightsThatARunDoesNotKeep() throws Exception {
    train(Precision.FP32, 0);
    for (String weights : List.of("average", "best")) {
      Path model = weights.equals("best") ? folder.resolve("start") : run;
      run(
          "detect",
          "evaluate",
          "--annotations",
          data.resolve("val.json"),
          "--images",
          data.resolve("val"),
          "--model",
          model,
          "--weights",
          weights);
      assertEquals(1, exitCode, out);
      assertEquals(1, err.lines().count(), err);
      assertTrue(err.contains("found none"), err);
    }
  }
}
