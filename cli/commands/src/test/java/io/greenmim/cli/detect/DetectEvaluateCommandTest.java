package io.greenmim.cli.detect;

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
import io.greenmim.detect.testing.Shared;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private void evaluate(Object... more) {
    runWith(
        List.of("detect", "evaluate", "--annotations", annotations, "--results", results), more);
  }

  private String boxAp() {
    assertEquals(0, exitCode, err);
    String start = " Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = ";
    String line = out.lines().filter(text -> text.startsWith(start)).findFirst().orElse(out);
    return line.substring(start.length());
  }

  private void write(String annotation, String result) throws IOException {
    Files.writeString(
        annotations,
        """
        {"images": [{"id": 1, "file_name": "a.jpg", "width": 160, "height": 96}],
         "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "iscrowd": 0, "area": 8000,
                          "bbox": [-20, 10, 100, 80]%s}],
         "categories": [{"id": 1, "name": "thing"}]}
        """
            .formatted(annotation));
    Files.writeString(
        results,
        "[{\"image_id\": 1, \"category_id\": 1, \"bbox\": [-20, 10, 100, 80], \"score\": 0.9}%s]"
            .formatted(result));
  }

  @Test
  void aBoxOverTheBorderCountsWhole() throws IOException {
    write("", "");

    evaluate();

    assertEquals("1.000", boxAp());
    assertTrue(out.startsWith("Boxes"), out);
  }

  @Test
  void saysHowManyResultsHaveUnknownNumbers() throws IOException {
    String other = ",{\"image_id\": %s, \"category_id\": %s, \"bbox\": [1,2,3,4], \"score\": 1}";
    write("", other.formatted(99, 1) + other.formatted(1, 77) + other.formatted(1, 77));

    evaluate();

    assertEquals("1.000", boxAp());
    assertTrue(
        out.startsWith(
            """
            1 of 4 results is of images that the annotations do not have; it does not count
            2 of 4 results are of categories that the annotations do not have; they do not count
            """),
        out);
  }

  @Test
  void saysWhatIsMadeOfValuesOfAWrongType() throws IOException {
    write(", \"area\": [8000], \"iscrowd\": \"0\"", "");

    evaluate();

    assertEquals("1.000", boxAp());
    assertTrue(
        out.startsWith(
            "1 area missing or no finite number (value filled in), 1 number written as a text (read"
                + " as the number); 'greenmim data check' names them"),
        out);
  }

  @Test
  void saysThatAnAreaIsOutsideOfEveryRange() throws IOException {
    write(", \"area\": -1", "");

    evaluate();

    assertEquals("-1.000", boxAp());
    assertTrue(
        out.startsWith("1 of 1 annotations is of an area below 0 or above 1e10; it does not count"),
        out);
  }

  @Test
  void saysWhyNothingIsToBeFound() throws IOException {
    write(", \"iscrowd\": \"1\"", "");

    evaluate();

    assertEquals("-1.000", boxAp());
    assertTrue(
        out.contains(
            "the only annotation is a crowd (iscrowd 1) and does not have to be found, and"
                + " detections in it do not count; if they are single objects"),
        out);
  }

  @Test
  void printsNamesThatMoveTheCursorHarmlessly() throws IOException {
    write("", "");
    String text = Files.readString(annotations).replace("thing", "th\\u001b[2J\\ning");
    Files.writeString(annotations, text);

    evaluate("--categories");

    assertEquals("1.000", boxAp());
    assertEquals(-1, out.indexOf(0x1b), out);
  }

  @Test
  void refusesAnEntryThatCannotBePlaced() throws IOException {
    write(", \"bbox\": null", "");

    evaluate();

    assertEquals(1, exitCode, out);
    assertEquals(
        "greenmim: "
            + annotations
            + ": annotation 1 (a.jpg): expected four finite numbers as bbox at annotations[0], got"
            + " null; an evaluation counts every entry; 'greenmim data check' names all faults",
        err);
  }

  @Test
  void takesSizesThatTheAnnotationsLackFromTheImages() throws IOException {
    writePerfectResults(true);
    String text = Files.readString(annotations);
    Files.writeString(annotations, text.replaceAll("\"(width|height)\"", "\"other\""));

    evaluate();
    assertEquals(1, exitCode, out);
    assertTrue(err.contains("expected width and height, which masks need, got none"), err);

    evaluate("--images", folder.resolve("images"));
    assertEquals("1.000", boxAp());
    assertTrue(out.contains("Masks"), out);
  }

  @ParameterizedTest
  @CsvSource({
    "gt-border, dt-border, Boxes, 1.000",
    "gt, dt-unknown-cat, 8 of 99 annotations are crowds, ''",
    "gt, dt-unknown-cat, 1 of 97 results is of categories that the annotations do not have, ''",
    "gt-crowdstring, dt, 99 number written as a text (read as the number), ''",
  })
  void realCasesCountAsTheyStand(String truth, String found, String told, String ap) {
    annotations = Shared.file("cases/coco/" + truth + ".json");
    results = Shared.file("cases/coco/" + found + ".json");

    evaluate();

    assertTrue(out.contains(told), out);
    assertTrue(boxAp().startsWith(ap), out);
    if (!truth.equals("gt-border")) {
      String numbers = boxAp();
      annotations = Shared.file("cases/coco/gt.json");
      results = Shared.file("cases/coco/dt.json");
      evaluate();
      assertEquals(numbers, boxAp(), "crowds as texts and unknown categories change nothing");
    }
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
