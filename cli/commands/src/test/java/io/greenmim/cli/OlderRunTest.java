package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.train.report.MetricsLog;
import io.greenmim.train.report.RunManifest;
import io.greenmim.train.report.StepMetrics;
import io.greenmim.train.testing.OlderImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that an older version began goes on here as it would have there. */
class OlderRunTest {

  private static final double TOLERANCE = 1e-4;

  @TempDir private Path folder;

  private static Path older(String name) throws Exception {
    return Path.of(OlderRunTest.class.getResource("/older/" + name).toURI());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @Test
  void pretrainingHasTheSameLossesAndGoesOnFromTheOlderFiles() throws Exception {
    Path data = OlderImages.draw(folder.resolve("photos"));
    Path run = folder.resolve("run");
    Path before = older("pretrain");
    Path options = before.resolve("options.json");
    Screen whole =
        Screen.ofMain("pretrain", "--config=" + options, "--data=" + data, "--output=" + run);
    assertEquals(0, whole.exitCode(), whole::toString);
    List<StepMetrics> expected = MetricsLog.read(before.resolve(MetricsLog.NAME));
    List<StepMetrics> steps = MetricsLog.read(run.resolve(MetricsLog.NAME));
    assertEquals(6, steps.size());
    for (int i = 0; i < steps.size(); i++) {
      assertEquals(expected.get(i).loss(), steps.get(i).loss(), TOLERANCE);
      assertEquals(expected.get(i).learningRate(), steps.get(i).learningRate(), 1e-15);
    }

    byte[] weights = Files.readAllBytes(run.resolve("model.safetensors"));
    copy(run.resolve("checkpoints/step-00000003"), run);
    copy(before, run);
    Screen resumed = Screen.ofMain("pretrain", "--resume", "--data=" + data, "--output=" + run);
    assertEquals(0, resumed.exitCode(), resumed::toString);
    assertTrue(resumed.out().contains("going on after step 3"), resumed::out);
    assertArrayEquals(weights, Files.readAllBytes(run.resolve("model.safetensors")));
    RunManifest manifest = RunManifest.read(run);
    assertEquals(RunManifest.read(before).startedAt(), manifest.startedAt());
    assertEquals(List.of(0L, 3L), manifest.starts().stream().map(start -> start.step()).toList());
  }

  /** All of them are known: what is wrong with this run is its data alone. */
  @Test
  void optionsOfADetectorsRunAreRead() throws Exception {
    Path nothing = Files.createDirectories(folder.resolve("nothing"));
    Path options = older("detector").resolve("options.json");
    Screen refused =
        Screen.ofMain(
            "detect",
            "train",
            "--config=" + options,
            "--data=" + nothing,
            "--output=" + folder.resolve("run"));
    assertEquals(1, refused.exitCode(), refused::toString);
    assertTrue(refused.err().contains(nothing.toString()), refused::err);
  }
}
