package io.greenmim.cli.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.coco.CocoResults;
import io.greenmim.detect.train.SceneDataset;
import io.greenmim.host.Processor;
import io.greenmim.ops.InferencePrecision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluates a small detector with drawn weights on drawn scenes. */
class DetectEvaluateModelTest extends CommandTestCase {

  @TempDir private Path folder;
  private Path annotations;
  private Path images;
  private Path model;
  private Path results;

  @BeforeEach
  void makeDetectorAndScenes() throws IOException {
    annotations = folder.resolve("scenes.json");
    images = folder.resolve("images");
    model = folder.resolve("model");
    results = folder.resolve("results.json");
    SceneDataset.write(images, annotations, 1, 2);
    DetectPredictCommandTest.save(model, DetectPredictCommandTest.scenes());
  }

  private void evaluate(Object... more) {
    runWith(List.of("detect", "evaluate", "--annotations", annotations.toString()), more);
  }

  private void assertOneLine(String expected) {
    assertEquals(1, exitCode, out);
    assertEquals("greenmim: " + expected, err);
    assertFalse(Files.exists(results), "something was written");
  }

  @Test
  void looksAtTheImagesAndKeepsWhatItFound() throws IOException {
    evaluate(
        "--model", model, "--images", images, "--results", results, "--scales", "96,64", "--flip");

    assertEquals(0, exitCode, err);
    String told = "the weights of %s; looked at in fp32".formatted(model);
    assertEquals(told, out.lines().findFirst().orElse(""));
    String computed = out.substring(out.indexOf("Boxes"));
    assertTrue(computed.contains("Boxes") && computed.contains("Masks"), computed);
    assertTrue(CocoResults.read(results).size() > 2, "nothing was found");

    evaluate("--results", results);
    assertEquals(computed, out);
  }

  @Test
  void computesAsInferenceDoes() throws IOException {
    assumeTrue(
        InferencePrecision.INT8.supportedBy(Processor.current()),
        "needs bf16 and int8 in hardware");
    for (List<String> looks : List.of(List.<String>of(), List.of("--flip"))) {
      List<String> scores = new ArrayList<>();
      for (String precision : List.of("fp32", "bf16", "INT8")) {
        List<Object> words =
            new ArrayList<>(List.of("--model", model, "--images", images, "--results", results));
        words.addAll(List.of("--short-side", 64, "--precision", precision));
        words.addAll(looks);
        evaluate(words.toArray());

        assertEquals(0, exitCode, err);
        String told =
            "the weights of %s; looked at in %s"
                .formatted(model, precision.toLowerCase(Locale.ROOT));
        String packed = precision.equals("fp32") ? "" : ", packed for inference";
        assertEquals(told + packed, out.lines().findFirst().orElse(""));
        scores.add(CocoResults.read(results).stream().map(CocoResult::score).toList().toString());
      }
      assertNotEquals(scores.get(0), scores.get(1), "float32 was computed");
    }
  }

  @Test
  void looksAtAsManyProposalsAsAreAskedFor() throws IOException {
    evaluate("--model", model, "--images", images, "--results", results, "--short-side", 64);
    int usual = CocoResults.read(results).size();
    Files.delete(results);
    evaluate(
        "--model",
        model,
        "--images",
        images,
        "--results",
        results,
        "--short-side",
        64,
        "--proposals",
        2);

    assertEquals(0, exitCode, err);
    int classes = DetectPredictCommandTest.scenes().size();
    int few = CocoResults.read(results).size();
    assertTrue(few > 0 && few <= 2 * 2 * classes && few < usual, few + " of " + usual);
    Files.delete(results);
    evaluate("--model", model, "--images", images, "--results", results, "--proposals", 0);
    assertOneLine("--proposals: expected at least 1, got 0");
  }

  @Test
  void severalPredictorsFindAsMuch() throws IOException {
    List<List<Long>> found = new ArrayList<>();
    for (int predictors = 1; predictors <= 2; predictors++) {
      evaluate(
          "--model",
          model,
          "--images",
          images,
          "--results",
          results,
          "--short-side",
          64,
          "--predictors",
          predictors);
      assertEquals(0, exitCode, err);
      found.add(CocoResults.read(results).stream().map(CocoResult::imageId).toList());
    }
    assertEquals(found.get(0), found.get(1));
    Files.delete(results);
    evaluate("--model", model, "--images", images, "--results", results, "--predictors", 0);
    assertOneLine("--predictors: expected at least 1, got 0");
  }

  @Test
  void refusesOtherCategories() throws IOException {
    String text = Files.readString(annotations).replace("\"torus\"", "\"ring\"");
    Files.writeString(annotations, text);

    evaluate("--model", model, "--images", images, "--results", results, "--short-side", 64);

    assertEquals(1, exitCode, out);
    assertEquals(1, err.lines().count(), err);
    assertTrue(
        err.startsWith("greenmim: " + annotations + ": expected the ")
            && err.contains("name=torus")
            && err.endsWith("name=ring]"),
        err);
    assertFalse(Files.exists(results));
  }

  @Test
  void objectsOfAnUnreadableImageCountAsMissed() throws IOException {
    Path broken = images.resolve("scene-0001.png");
    Files.write(broken, Arrays.copyOf(Files.readAllBytes(broken), 2000));
    evaluate("--model", model, "--images", images, "--results", results, "--short-side", 64);

    assertEquals(0, exitCode, err);
    assertTrue(err.startsWith("skipped scene-0001.png: "), err);
    int objects = CocoDataset.read(annotations).annotations(1).size();
    String told =
        "1 of 2 images cannot be read; their %s objects count as missed".formatted(objects);
    assertTrue(out.contains(told + System.lineSeparator()), out);
    assertTrue(CocoResults.read(results).stream().allMatch(result -> result.imageId() == 1));
    String computed = out.substring(out.indexOf("Boxes"));

    evaluate("--results", results);
    assertEquals(computed, out, "as COCO's own code takes a file of these results");
  }

  @Test
  void refusesADataSetOfWhichNothingCanBeRead() throws IOException {
    Files.writeString(images.resolve("scene-0000.png"), "no picture");
    Files.writeString(images.resolve("scene-0001.png"), "no picture");
    evaluate("--model", model, "--images", images, "--short-side", 64);

    assertEquals(1, exitCode, out);
    String told = "greenmim: none of the 2 images of %s can be read; the first, scene-0000.png: ";
    assertTrue(err.startsWith(told.formatted(annotations)), err);
  }

  @Test
  void refusesMissingImages() throws IOException {
    Files.delete(images.resolve("scene-0001.png"));
    evaluate("--model", model, "--images", images, "--results", results);
    assertOneLine(
        "%s: expected the 2 images of %s, 1 are missing; the first one, image 2 (scene-0001.png):"
                .formatted(images, annotations)
            + " expected an image file at %s, found none"
                .formatted(images.resolve("scene-0001.png")));
  }

  @Test
  void asksForASourceOfDetections() {
    evaluate();
    assertOneLine("expected a detector by --model, or its detections by --results, got neither");

    evaluate("--model", model);
    assertOneLine("--model: expected --images with it");

    evaluate("--results", results, "--flip");
    assertOneLine(
        "--flip: expected --model with it; the detections of --results are there already");
  }
}
