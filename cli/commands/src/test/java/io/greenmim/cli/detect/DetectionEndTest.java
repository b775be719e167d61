package io.greenmim.cli.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.greenmim.cli.CommandProcess;
import io.greenmim.detect.train.SceneDataset;
import io.greenmim.train.report.RunManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands of detectors that are told to end by SIGTERM. */
class DetectionEndTest extends CommandTestCase {

  private static final int SIGTERM = 143;

  @TempDir private Path folder;
  private Path data;
  private Path run;
  private CommandProcess command;

  @BeforeEach
  void drawScenes() throws IOException {
    assumeFalse(
        System.getProperty("os.name").startsWith("Windows"), "Windows ends processes at once");
    data = Files.createDirectories(folder.resolve("data"));
    run = folder.resolve("run");
    SceneDataset.write(data.resolve("train"), data.resolve("train.json"), 1, 2);
  }

  @AfterEach
  void endProcess() {
    if (command != null) {
      command.process().destroyForcibly();
    }
  }

  private List<Object> training(Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of("detect", "train", "--data", data, "--model", "mask_rcnn_swin_nano"));
    words.addAll(List.of("--augmentation", "resize", "--short-sides", 96, "--epochs", 1));
    words.addAll(List.of("--test-short-side", 96, "--pictures", 0, "--output", run));
    words.addAll(List.of("--device", "cpu", "--loader-threads", 1));
    words.addAll(List.of(more));
    return words;
  }

  private void start(List<Object> words) throws IOException {
    command = CommandProcess.start(folder, words.stream().map(Object::toString).toList());
  }

  /** Ends the command, and returns what it had to say. */
  private String end() throws IOException, InterruptedException {
    command.process().destroy();
    assertEquals(SIGTERM, command.end(), command.log());
    String text = command.log();
    assertFalse(text.contains("fatal error") || text.contains("internal error"), text);
    assertEquals(List.of(), command.leftovers(), text);
    return text;
  }

  @Test
  void aStoppedValidationIsMadeWhenTheRunGoesOn() throws Exception {
    SceneDataset.write(data.resolve("val"), data.resolve("val.json"), 2, 100);
    start(training());
    // It has the results of the first image.
    command.awaitClass("io.greenmim.detect.model.Instances");
    String text = end();
    assertTrue(text.contains("validation after epoch 1 stopped"), text);
    assertTrue(text.contains("stopped after step 1 of 1; go on with detect train"), text);
    assertFalse(Files.exists(run.resolve("best")));
    assertFalse(RunManifest.read(run).end().finished());

    run(training("--resume").toArray());

    assertEquals(0, exitCode, err);
    assertTrue(out.contains("best validation: epoch 1"), out);
    assertTrue(Files.exists(run.resolve("best/model.safetensors")));
    assertEquals(1, Files.readAllLines(run.resolve("validation.jsonl")).size());
    assertTrue(RunManifest.read(run).end().finished());
  }

  @Test
  void aPredictionLeavesWholePicturesAlone() throws Exception {
    run(training("--validate-every", 0).toArray());
    assertEquals(0, exitCode, err);
    Path images = Files.createDirectories(folder.resolve("many"));
    Path first = data.resolve("train/scene-0000.png");
    for (int i = 0; i < 5000; i++) {
      Files.createLink(images.resolve(i + ".png"), first);
    }
    Path found = folder.resolve("found");
    start(
        Arrays.asList("detect", "predict", "--model", run, "--images", images, "--output", found));
    command.await(() -> Files.exists(found.resolve("0.png.png")));
    String text = end();
    assertTrue(text.contains("greenmim: stopped"), text);
    assertFalse(Files.exists(found.resolve("detections.json")));
  }

  @Test
  void aBenchmarkOfTrainingEndsItsMachine() throws Exception {
    start(
        Arrays.asList("bench", "detect", "--model", "mask_rcnn_swin_nano", "--parts", "training"));
    command.await(() -> command.process().descendants().findAny().isPresent());
    List<ProcessHandle> machines = command.process().descendants().toList();
    assertEquals(1, machines.size(), command.log());
    command.awaitClass("io.greenmim.train.step.StepCheck");
    String text = end();
    assertTrue(text.contains("greenmim: stopped"), text);
    assertFalse(machines.get(0).isAlive());
  }
}
