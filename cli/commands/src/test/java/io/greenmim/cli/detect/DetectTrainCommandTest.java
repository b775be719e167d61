package io.greenmim.cli.detect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.train.SceneDataset;
import io.greenmim.detect.weights.DetectorFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectTrainCommandTest extends CommandTestCase {

  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void drawScenes() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    SceneDataset.write(data.resolve("train"), data.resolve("train.json"), 1, 4);
    SceneDataset.write(data.resolve("val"), data.resolve("val.json"), 2, 2);
  }

  private void train(Path output, Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of("detect", "train", "--data", data, "--model", "mask_rcnn_swin_nano"));
    words.addAll(
        List.of("--augmentation", "resize", "--short-sides", "96,128", "--test-short-side", 96));
    words.addAll(List.of("--warmup-steps", 2, "--loader-threads", 1, "--pictures", 1));
    words.addAll(List.of("--output", output));
    words.addAll(List.of(more));
    run(words.toArray());
  }

  @Test
  void aResumedRunEndsWithTheWeightsOfAnUninterruptedOne() throws IOException {
    Path straight = folder.resolve("straight");
    Path resumed = folder.resolve("resumed");
    train(straight, "--epochs", 2, "--ema", 0.9, "--validate-every", 2);
    assertEquals(0, exitCode, err);

    train(resumed, "--epochs", 2, "--ema", 0.9, "--validate-every", 2, "--max-steps", 2);
    assertEquals(0, exitCode, err);
    assertFalse(Files.readString(resumed.resolve("state.json")).contains("\"step\": 4"));
    train(resumed, "--epochs", 2, "--ema", 0.9, "--validate-every", 2, "--resume");

    assertEquals(0, exitCode, err);
    for (String file : List.of("model.safetensors", "average.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(straight.resolve(file)),
          Files.readAllBytes(resumed.resolve(file)),
          file);
    }
    assertTrue(Files.exists(straight.resolve("detections/epoch-0002.png")));
    assertTrue(out.contains("best validation: epoch "), out);
    DetectorConfig best = DetectorFolder.readConfig(resumed.resolve("best"));
    assertEquals(5, best.classes());
    // What it is used with is what it was validated with.
    assertEquals(96, best.input().shortSide());
  }

  @Test
  void startsFromAnotherDetectorAndTrainsBoxesAlone() {
    Path first = folder.resolve("first");
    train(first, "--epochs", 1, "--no-masks", "--frozen", 2, "--validate-every", 0);
    assertEquals(0, exitCode, err);

    train(
        folder.resolve("second"),
        "--no-masks",
        "--init",
        first,
        "--max-steps",
        1,
        "--recompute",
        "--layer-decay",
        0.9);

    assertEquals(0, exitCode, err);
    assertTrue(out.contains("missing none"), out);
  }

  @Test
  void aChangedDataSetIsToldByNames() throws IOException {
    Path run = folder.resolve("run");
    train(run, "--epochs", 1, "--max-steps", 1, "--validate-every", 0);
    assertEquals(0, exitCode, err);
    Path file = data.resolve("train.json");
    String before = Files.readString(file);
    Files.writeString(file, before.replace("scene-0001.png", "renamed.png"));
    Files.copy(data.resolve("train/scene-0001.png"), data.resolve("train/renamed.png"));
    train(run, "--epochs", 1, "--validate-every", 0, "--resume");
    assertRefused(
        "--resume: --data: expected the 4 images that %s began with, got 4; what changed: 1 added"
                .formatted(run)
            + " (renamed.png), 1 removed (scene-0001.png)");

    Files.writeString(file, before + " ");
    train(run, "--epochs", 1, "--validate-every", 0, "--resume");
    assertTrue(err.endsWith("what changed: no name tells, but what belongs to them"), err);
  }

  private void assertRefused(String message) {
    assertEquals(1, exitCode, out + err);
    assertEquals("greenmim: " + message, err);
  }

  @Test
  void limitsOfImagesAreOptions() {
    train(folder.resolve("run"), "--max-image-side", 9);
    assertEquals(1, exitCode, out);
    assertTrue(err.contains("the limit of --max-image-side is 9 a side"), err);
  }

  @Test
  void refusesWhatIsNoAnnotationFile() throws IOException {
    Path file = data.resolve("train.json");
    String whole = Files.readString(file);
    Files.writeString(file, whole.substring(0, whole.length() / 2));
    train(folder.resolve("run"));
    assertEquals(1, exitCode, err);
    assertEquals(1, err.lines().count(), err);
    assertTrue(err.startsWith("greenmim: " + file), err);

    Files.writeString(file, "{\"shapes\": []}");
    train(folder.resolve("run"));
    assertEquals(1, exitCode, err);
    assertEquals(1, err.lines().count(), err);
    assertTrue(err.startsWith("greenmim: " + file), err);
  }

  @Test
  void refusesDataOfWhichNothingIsLeft() throws IOException {
    try (var images = Files.list(data.resolve("train"))) {
      for (Path image : images.toList()) {
        Files.delete(image);
      }
    }

    train(folder.resolve("run"));

    assertEquals(1, exitCode, out);
    assertEquals(1, err.lines().count(), err);
    assertTrue(err.contains("expected images to train on, none of 4 is left"), err);
  }

  @Test
  void refusesValidationOfOtherCategories() throws IOException {
    Path file = data.resolve("val.json");
    Files.writeString(file, Files.readString(file).replace("torus", "ring"));

    train(folder.resolve("run"));

    assertEquals(1, exitCode, out);
    assertTrue(err.startsWith("greenmim: " + file + ": expected the 5 categories"), err);
  }

  @Test
  void refusesWhatIsNoDataSet() {
    run("detect", "train", "--data", folder, "--output", folder.resolve("run"));

    assertRefused(
        "--data: expected in %s train.json with a folder train, or COCO's".formatted(folder)
            + " annotations/instances_train2017.json with train2017, found neither; give"
            + " --annotations and --images");
  }

  @Test
  void namesTheOptionsOfSettings() {
    run("detect", "train", "--output", folder.resolve("run"));
    assertRefused("--data: expected either a folder, or --annotations and --images, got neither");
    train(folder.resolve("run"), "--lr", 0);
    assertRefused("--lr: expected a positive number, got 0.0");
    train(folder.resolve("run"), "--val-images", folder);
    assertRefused(
        "--images: expected a folder with every file: --annotations with --images,"
            + " --val-annotations with --val-images");
  }

  @Test
  void refusesUnknownDetectors() {
    run("detect", "train", "--data", data, "--model", "mask_rcnn_swin_nana");

    assertEquals(1, exitCode, out);
    assertTrue(
        err.startsWith(
            "greenmim: unknown detector 'mask_rcnn_swin_nana'; the nearest are"
                + " mask_rcnn_swin_nano"),
        err);
  }

  @Test
  void refusesAnInputThatHoldsNoEncoder() throws IOException {
    Path other = Files.writeString(folder.resolve("notes.txt"), "no weights");

    train(folder.resolve("run"), "--init", other);

    assertEquals(1, exitCode, out);
    assertEquals(1, err.lines().count(), err);
    assertTrue(err.contains(other.toString()), err);
  }
}
