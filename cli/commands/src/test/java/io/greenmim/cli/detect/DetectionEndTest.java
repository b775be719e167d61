package io.greenmim.cli.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.greenmim.cli.GreenMim;
import io.greenmim.detect.train.SceneDataset;
import io.greenmim.train.report.RunManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands of detectors that are told to end by SIGTERM. */
class DetectionEndTest extends CommandTestCase {

  private static final int SIGTERM = 143;
  private static final long SECONDS = 120;
  private static final String CLASSES = "classes-";

  @TempDir private Path folder;
  private Path data;
  private Path run;
  private Process process;

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
    if (process != null) {
      process.destroyForcibly();
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

  private Path start(List<Object> words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A benchmark hands its options on: each machine has a file of its own.
    command.add("-Xlog:class+load=info:file=" + CLASSES + "%p.txt");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), GreenMim.class.getName()));
    words.forEach(word -> command.add(word.toString()));
    Path log = folder.resolve("log.txt");
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return log;
  }

  private void await(Callable<Boolean> sign) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!sign.call() && process.isAlive() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertTrue(process.isAlive(), "the command is at work");
  }

  /**
   * Whether the command, or a machine that it has started, uses a class: a sign of what it does.
   */
  private boolean hasLoaded(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(CLASSES)
            && Files.readString(file).contains(" " + name + " ")) {
          return true;
        }
      }
    }
    return false;
  }

  private void end(Path log) throws IOException, InterruptedException {
    process.destroy();
    assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS));
    String text = Files.readString(log);
    assertEquals(SIGTERM, process.exitValue(), text);
    assertFalse(text.contains("fatal error") || text.contains("internal error"), text);
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> half =
          files
              .filter(
                  file ->
                      file.getFileName().toString().endsWith(".tmp")
                          || file.getFileName().toString().startsWith("hs_err"))
              .toList();
      assertEquals(List.of(), half, text);
    }
  }

  @Test
  void aStoppedValidationIsMadeWhenTheRunGoesOn() throws Exception {
    SceneDataset.write(data.resolve("val"), data.resolve("val.json"), 2, 100);
    Path log = start(training());
    // It has the results of the first image.
    await(() -> hasLoaded("io.greenmim.detect.train.DatasetResults"));
    end(log);
    String text = Files.readString(log);
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
    Path log =
        start(
            Arrays.asList(
                "detect", "predict", "--model", run, "--images", images, "--output", found));
    await(() -> Files.exists(found.resolve("0.png.png")));
    end(log);
    assertTrue(Files.readString(log).contains("greenmim: stopped"), Files.readString(log));
    assertFalse(Files.exists(found.resolve("detections.json")));
  }

  @Test
  void aBenchmarkOfTrainingEndsItsMachine() throws Exception {
    Path log =
        start(
            Arrays.asList(
                "bench", "detect", "--model", "mask_rcnn_swin_nano", "--parts", "training"));
    await(() -> process.descendants().findAny().isPresent());
    List<ProcessHandle> machines = process.descendants().toList();
    assertEquals(1, machines.size(), Files.readString(log));
    await(() -> hasLoaded("io.greenmim.train.step.StepCheck"));
    end(log);
    assertTrue(Files.readString(log).contains("greenmim: stopped"), Files.readString(log));
    assertFalse(machines.get(0).isAlive());
  }
}
