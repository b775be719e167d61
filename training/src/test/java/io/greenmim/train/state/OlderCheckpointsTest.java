package io.greenmim.train.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which checkpoints stay, whatever the moment in which a process dies. */
class OlderCheckpointsTest {

  private static final String WHOLE = ".checkpoint-whole";
  private static final List<String> FILES =
      List.of("config.json", "model.safetensors", "optimizer.safetensors");

  @TempDir private Path run;

  /** Writes the files of a checkpoint; each tells its step. */
  private void write(Path folder, long step) throws IOException {
    Files.createDirectories(folder);
    for (String file : FILES) {
      Files.writeString(folder.resolve(file), file + " of " + step);
    }
    ConfigFile.write(
        folder.resolve(Checkpoint.STATE),
        new RunState(RunState.FORMAT, step, 100, 0, 2, 8, "x", 1, SkippedSteps.NONE));
  }

  /** The next checkpoint is whole, and the process died before it took its place. */
  private void save(long step, int keep) throws IOException {
    write(run.resolve(WHOLE), step);
    new Checkpoint(run, keep).recover();
  }

  private void assertStep(long step, Path folder) throws IOException {
    for (String file : FILES) {
      assertEquals(file + " of " + step, Files.readString(folder.resolve(file)));
    }
    assertEquals(step, new Checkpoint(folder, 0).readState().step());
  }

  private List<String> kept() throws IOException {
    try (Stream<Path> folders = Files.list(run.resolve(OlderCheckpoints.FOLDER))) {
      return folders.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private Path kept(long step) {
    return run.resolve("checkpoints").resolve("step-0000000" + step);
  }

  @Test
  void theLastOnesStayWhole() throws IOException {
    for (long step = 1; step <= 5; step++) {
      save(step, 2);
      assertStep(step, run);
    }
    assertEquals(List.of("step-00000003", "step-00000004"), kept());
    assertStep(3, kept(3));
    assertStep(4, kept(4));
  }

  @Test
  void noneStaysWithoutTheOption() throws IOException {
    save(1, 0);
    save(2, 0);
    assertStep(2, run);
    assertFalse(Files.exists(run.resolve("checkpoints")));
  }

  @Test
  void fewerAreAskedForLater() throws IOException {
    for (long step = 1; step <= 4; step++) {
      save(step, 3);
    }
    Files.createDirectories(run.resolve("checkpoints/mine"));
    save(5, 1);
    assertEquals(List.of("mine", "step-00000004"), kept());
  }

  @Test
  void aRunThatWentBackForgetsWhatItHasNotReached() throws IOException {
    for (long step = 1; step <= 4; step++) {
      save(step, 3);
    }
    for (String file : List.of(FILES.get(0), FILES.get(1), FILES.get(2), Checkpoint.STATE)) {
      Files.copy(kept(1).resolve(file), run.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    save(2, 3);
    assertEquals(List.of("step-00000001"), kept());
    assertStep(1, kept(1));
    assertStep(2, run);
  }

  @Test
  void aMixtureOfTwoIsNeverKept() throws IOException {
    write(run, 1);
    write(run.resolve(WHOLE), 2);
    // The process died when the first two files had taken their places.
    for (String file : FILES.subList(0, 2)) {
      Files.move(
          run.resolve(WHOLE).resolve(file), run.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    new Checkpoint(run, 1).recover();
    assertStep(2, run);
    assertFalse(Files.exists(kept(1)));
  }

  @Test
  void whatWasHalfCollectedGoes() throws IOException {
    write(run, 1);
    Path half = Files.createDirectories(run.resolve("checkpoints/.collecting"));
    Files.writeString(half.resolve("config.json"), "half");
    save(2, 1);
    assertEquals(List.of("step-00000001"), kept());
    assertStep(1, kept(1));
    assertTrue(Files.notExists(half));
  }
}
