package io.greenmim.detect.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.greenmim.detect.coco.CocoAnnotation;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.coco.CocoResults;
import io.greenmim.detect.coco.SegmentationMasks;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.detect.train.SceneDataset;
import io.greenmim.train.scene.SyntheticScenes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectEvaluateCommandTest extends CommandTestCase {

  @TempDir private Path folder;
  private Path annotations;
  private Path results;

  @BeforeEach
  void drawScenes() throws IOException {
    annotations = folder.resolve("scenes.json");
    results = folder.resolve("results.json");
    SceneDataset.write(folder.resolve("images"), annotations, 1, 4);
  }

  private void writePerfectResults(boolean masks) throws IOException {
    CocoDataset dataset = CocoDataset.read(annotations);
    List<CocoResult> found = new ArrayList<>();
    for (CocoAnnotation annotation : dataset.annotations()) {
      Optional<RunLengthMask> mask =
          SegmentationMasks.of(
              annotation.segmentation(), SyntheticScenes.SIDE, SyntheticScenes.SIDE);
      found.add(
          new CocoResult(
              annotation.imageId(),
              annotation.categoryId(),
              Optional.of(annotation.box()),
              0.75,
              masks ? mask : Optional.empty()));
    }
    CocoResults.write(results, found.iterator());
  }

  @Test
  void tellsTheStatisticsOfBoxesAndMasks() throws IOException {
    writePerfectResults(true);
    Path json = folder.resolve("numbers.json");

    run(
        "detect",
        "evaluate",
        "--annotations",
        annotations,
        "--results",
        results,
        "--categories",
        "--json",
        json);

    assertEquals(0, exitCode, err);
    String line = " Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 1.000";
    assertEquals(2, out.lines().filter(line::equals).count(), out);
    assertTrue(out.contains("torus"), out);
    JsonObject numbers = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertEquals(List.of("bbox", "segm"), List.copyOf(numbers.keySet()));
    JsonObject first =
        numbers.getAsJsonObject("segm").getAsJsonArray("statistics").get(0).getAsJsonObject();
    assertEquals(1, first.get("value").getAsDouble());
  }

  @Test
  void comparesBoxesAloneWhereResultsHaveNoMasks() throws IOException {
    writePerfectResults(false);

    run("detect", "evaluate", "--annotations", annotations, "--results", results);

    assertEquals(0, exitCode, err);
    assertTrue(out.startsWith("Boxes"), out);
    assertFalse(out.contains("Masks"), out);
  }

  @Test
  void refusesResultsOfOtherImages() throws IOException {
    Files.writeString(
        results, "[{\"image_id\": 99, \"category_id\": 1, \"bbox\": [1,2,3,4], \"score\": 0.5}]");

    run("detect", "evaluate", "--annotations", annotations, "--results", results);

    assertEquals(1, exitCode, out);
    assertEquals(
        "greenmim: results: expected images of %s, got image 99".formatted(annotations), err);
  }

  @Test
  void refusesAnnotationsInPlaceOfResults() {
    run("detect", "evaluate", "--annotations", annotations, "--results", annotations);

    assertEquals(1, exitCode, out);
    assertEquals(1, err.lines().count(), err);
    assertTrue(err.startsWith("greenmim: " + annotations), err);
  }

  @Test
  void asksForACommand() {
    run("detect");

    assertEquals(2, exitCode);
    assertTrue(err.contains("a command is missing: detect train, predict, evaluate"), err);
  }
}
