package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.train.report.RunManifest;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.testing.TinyModelFolder;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the folder of a run keeps, and from whom. */
class RunFolderTest {

  @TempDir private Path folder;
  private Path data;
  private Path run;

  @BeforeEach
  void drawImages() throws IOException {
    data = folder.resolve("data");
    run = folder.resolve("run");
    for (int i = 0; i < 4; i++) {
      TinyModelFolder.image(data.resolve("image" + i + ".png"), 70, 80, i);
    }
  }

  private List<String> words(Path output, String... more) {
    List<String> words = NanoRun.words(data, output, "--pictures=0");
    words.addAll(List.of(more));
    return words;
  }

  private Screen execute(List<String> words) {
    return Screen.ofMain(words.toArray(String[]::new));
  }

  @Test
  void oneWritesAtATimeAndTheManifestTellsOfEveryStart() throws Exception {
    Checkpoint state = new Checkpoint(run, 0);
    CommandProcess first =
        CommandProcess.start(
            folder.resolve("process"), words(run, "--epochs=500", "--checkpoint-steps=1"));
    first.await(() -> state.exists() && state.readState().step() > 1);

    RunManifest begun = RunManifest.read(run);
    assertNull(begun.end());
    assertEquals(500L, begun.options().get("epochs"));
    assertEquals(0.2, begun.options().get("min-scale"));
    assertTrue(begun.commandLine().contains("--epochs=500"), begun::toString);
    assertEquals(first.process().pid(), begun.starts().get(0).process());
    for (String more : List.of("--resume", "--seed=0")) {
      Screen second = execute(words(run, "--epochs=500", more));
      assertEquals(1, second.exitCode(), second::toString);
      assertEquals(1, second.err().lines().count(), second::err);
      assertTrue(second.err().contains("process " + first.process().pid() + " on "), second::err);
    }

    first.process().destroyForcibly();
    first.end();
    long taken = state.readState().step();
    Screen over = execute(words(run, "--resume", "--epochs=500", "--max-steps=" + (taken - 1)));
    assertTrue(over.err().contains("expected at most the " + (taken - 1) + " steps"), over::err);
    Screen resumed =
        execute(List.of("pretrain", "--resume", "--output=" + run, "--max-steps=" + (taken + 1)));
    assertEquals(0, resumed.exitCode(), resumed::toString);
    RunManifest whole = RunManifest.read(run);
    assertEquals(begun.startedAt(), whole.startedAt());
    assertEquals(begun.starts().get(0), whole.starts().get(0));
    assertEquals(2, whole.starts().size());
    assertTrue(whole.starts().get(1).step() > 0, whole::toString);
    assertTrue(whole.end() != null, whole::toString);
  }

  /** What an application gets of a folder, by its path and nothing else. */
  private float[] feature(Path model) throws Exception {
    Criteria<Path, float[]> criteria =
        Criteria.builder().setTypes(Path.class, float[].class).optModelPath(model).build();
    try (ZooModel<Path, float[]> loaded = criteria.loadModel();
        Predictor<Path, float[]> predictor = loaded.newPredictor()) {
      return predictor.predict(data.resolve("image0.png"));
    }
  }

  @Test
  void olderCheckpointsStayAndARunGoesOnFromOne() throws Exception {
    Screen whole = execute(words(run, "--epochs=3", "--checkpoint-steps=1", "--keep=2"));
    assertEquals(0, whole.exitCode(), whole::toString);
    assertTrue(RunManifest.read(run).end().finished());
    Path older = run.resolve("checkpoints");
    try (Stream<Path> kept = Files.list(older)) {
      assertEquals(
          List.of(older.resolve("step-00000004"), older.resolve("step-00000005")),
          kept.sorted().toList());
    }
    byte[] weights = Files.readAllBytes(run.resolve("model.safetensors"));
    float[] older4 = feature(older.resolve("step-00000004"));
    assertFalse(Arrays.equals(older4, feature(older.resolve("step-00000005"))));
    assertFalse(Arrays.equals(older4, feature(run)));

    try (Stream<Path> files = Files.list(older.resolve("step-00000004"))) {
      for (Path file : files.toList()) {
        Files.move(file, run.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Screen again = execute(List.of("pretrain", "--resume", "--output=" + run));
    assertEquals(0, again.exitCode(), again::toString);
    assertTrue(again.out().contains("going on after step 4"), again::out);
    assertArrayEquals(weights, Files.readAllBytes(run.resolve("model.safetensors")));
  }

  @Test
  void aReportThatIsMissingIsMadeWhenTheRunGoesOn() throws IOException {
    assertEquals(0, execute(words(run, "--epochs=2", "--pictures=1")).exitCode());
    Path last = run.resolve("reconstructions/epoch-0002.png");
    Files.delete(last);
    Files.delete(run.resolve("loss.png"));
    Screen resumed = execute(List.of("pretrain", "--resume", "--output=" + run));
    assertEquals(0, resumed.exitCode(), resumed::toString);
    assertTrue(Files.exists(last));
    assertTrue(Files.exists(run.resolve("loss.png")));
  }

  /** What this version adds to the folder of a run is not there. */
  @Test
  void aRunOfAnOlderVersionGoesOn() throws IOException {
    Path today = folder.resolve("today");
    for (Path each : List.of(run, today)) {
      assertEquals(0, execute(words(each, "--epochs=3", "--max-steps=3")).exitCode());
    }
    Files.delete(run.resolve(".lock"));
    Files.delete(run.resolve("images.txt"));
    without(run.resolve("options.json"), "keep", "non-finite");
    without(run.resolve("state.json"), "skipped");
    without(run.resolve("manifest.json"), "options", "starts", "end");
    RunManifest before = RunManifest.read(run);

    for (Path each : List.of(run, today)) {
      Screen resumed =
          execute(List.of("pretrain", "--resume", "--output=" + each, "--max-steps=6"));
      assertEquals(0, resumed.exitCode(), resumed::toString);
    }

    assertArrayEquals(
        Files.readAllBytes(today.resolve("model.safetensors")),
        Files.readAllBytes(run.resolve("model.safetensors")));
    RunManifest after = RunManifest.read(run);
    assertEquals(before.startedAt(), after.startedAt());
    assertEquals(List.of(0L, 3L), after.starts().stream().map(RunManifest.Start::step).toList());
  }

  private static void without(Path file, String... keys) throws IOException {
    Map<String, Object> values = ConfigFile.readMap(file);
    values.keySet().removeAll(List.of(keys));
    Files.writeString(file, ConfigFile.toJson(values));
  }

  @Test
  void oneOlderCheckpointStaysUnlessNoneIsWanted() throws IOException {
    execute(words(run, "--epochs=2", "--checkpoint-steps=1"));
    try (Stream<Path> kept = Files.list(run.resolve("checkpoints"))) {
      assertEquals(1, kept.count());
    }
    Path other = folder.resolve("other");
    execute(words(other, "--epochs=2", "--checkpoint-steps=1", "--keep=0"));
    assertTrue(Files.exists(other.resolve("model.safetensors")));
    assertFalse(Files.exists(other.resolve("checkpoints")));
    Screen negative = execute(words(folder.resolve("third"), "--keep=-1"));
    assertEquals(1, negative.exitCode());
    assertTrue(negative.err().contains("--keep: expected at least 0, got -1"), negative::err);
  }
}
