package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.greenmim.train.testing.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that are told to end by SIGTERM end at once, whole, and without a crash. */
class CleanEndTest {

  private static final int SIGTERM = 143;

  /** A limit for what hangs. */
  private static final long SECONDS = 120;

  private static final String MODEL = "--model=swin_nano_patch4_window7_224";

  @TempDir private Path folder;

  @BeforeEach
  void onlyWhereThereAreSignals() {
    assumeFalse(
        System.getProperty("os.name").startsWith("Windows"), "Windows ends processes at once");
  }

  /** So many images that no command comes to their end; they are one file by many names. */
  private Path images() throws IOException {
    Path images = folder.resolve("images");
    Path first = TinyModelFolder.image(images.resolve("0.png"), 90, 90, 1);
    for (int i = 1; i < 20_000; i++) {
      Files.createLink(images.resolve(i + ".png"), first);
    }
    return images;
  }

  private CommandProcess start(String... words) throws IOException {
    return CommandProcess.start(folder.resolve("process"), List.of(words));
  }

  private static boolean has(Path folder, String part) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().contains(part));
    }
  }

  private static void assertEndsCleanly(CommandProcess command) throws Exception {
    List<ProcessHandle> children = command.process().descendants().toList();
    try {
      command.process().destroy();
      assertEquals(SIGTERM, command.end(), command.log());
      String log = command.log();
      assertFalse(log.contains("fatal error"), log);
      assertFalse(log.contains("internal error"), log);
      assertTrue(log.lines().toList().contains("greenmim: stopped"), log);
      assertEquals(List.of(), command.leftovers(), log);
      assertTrue(children.stream().noneMatch(ProcessHandle::isAlive), log);
    } finally {
      command.process().destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void featuresLeaveNoHalfFile() throws Exception {
    Path output = folder.resolve("process/features.csv");
    CommandProcess command =
        start(
            "features",
            "--model=" + TinyModelFolder.masked(folder.resolve("model"), 1),
            "--images=" + images(),
            "--device=cpu",
            "--output=" + output);
    command.await(() -> has(output.getParent(), ".features.csv."));
    command.awaitClass("ai.djl.pytorch.engine.PtNDArray");
    assertEndsCleanly(command);
    assertFalse(Files.exists(output));
  }

  @Test
  void reconstructionsAreWhole() throws Exception {
    Path output = folder.resolve("process/pictures");
    CommandProcess command =
        start(
            "reconstruct",
            "--model=" + TinyModelFolder.masked(folder.resolve("model"), 1),
            "--images=" + images(),
            "--device=cpu",
            "--output=" + output);
    command.await(() -> has(output, ".png"));
    assertEndsCleanly(command);
  }

  @Test
  void aBenchmarkEndsTheMachineThatItMeasures() throws Exception {
    CommandProcess command =
        start(
            "bench",
            "pretrain",
            MODEL,
            "--methods=greenmim",
            "--precision=fp32",
            "--steps=100000",
            "--matrix=64",
            "--device=cpu");
    Path temporary = folder.resolve("process/temporary");
    command.await(() -> has(temporary, "greenmim-bench"));
    command.await(() -> command.process().descendants().findAny().isPresent());
    command.awaitClass("io.greenmim.train.step.StepCheck");
    assertEndsCleanly(command);
  }

  /** Nobody tells the machine that is measured: it has to find out. */
  @Test
  void aBenchmarkThatIsKilledLeavesNoMachine() throws Exception {
    CommandProcess command =
        start(
            "bench",
            "pretrain",
            MODEL,
            "--methods=greenmim",
            "--steps=100000",
            "--matrix=64",
            "--device=cpu");
    command.awaitClass("io.greenmim.train.step.StepCheck");
    List<ProcessHandle> machines = command.process().descendants().toList();
    assertEquals(1, machines.size(), command.log());
    try {
      command.process().destroyForcibly();
      machines.get(0).onExit().get(SECONDS, TimeUnit.SECONDS);
    } finally {
      machines.forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void aBenchmarkOfThisMachineEndsBetweenTwoPasses() throws Exception {
    CommandProcess command =
        start("bench", "features", MODEL, "--steps=100000", "--matrix=64", "--device=cpu");
    command.awaitClass("io.greenmim.ops.ImageTensors");
    assertEndsCleanly(command);
  }

  @Test
  void theQuickStartDoesNotGoOnWithAnUnfinishedRun() throws Exception {
    Path output = folder.resolve("process/tour");
    Path data = folder.resolve("few");
    TinyModelFolder.image(data.resolve("0.png"), 90, 90, 1);
    CommandProcess command =
        start("quickstart", "--data=" + data, "--epochs=100000", "--output=" + output);
    Path metrics = output.resolve("run/metrics.jsonl");
    command.await(() -> Files.exists(metrics) && Files.size(metrics) > 0);
    assertEndsCleanly(command);
    assertTrue(command.log().contains("stopped after step"), command.log());
    assertTrue(Files.exists(output.resolve("run/state.json")));
    assertFalse(Files.exists(output.resolve("zoo")), "nothing unfinished is published");
  }
}
