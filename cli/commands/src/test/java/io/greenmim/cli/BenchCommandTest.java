package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.train.testing.TinyModelFolder;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One tiny run of each benchmark, and what must be refused. */
class BenchCommandTest {

  private static final String MODEL = "--model=swin_nano_patch4_window7_224";

  @TempDir private Path folder;

  private Map<String, Object> json(Screen screen, Path file) throws IOException {
    assertEquals(0, screen.exitCode(), screen::toString);
    return ConfigFile.readMap(file);
  }

  private static double number(Object values, String key) {
    return ((Number) ((Map<?, ?>) values).get(key)).doubleValue();
  }

  @Test
  void measuresPretraining() throws IOException {
    Path file = folder.resolve("pretrain.json");
    Screen screen =
        Screen.of(
            "bench",
            "pretrain",
            MODEL,
            "--methods=greenmim",
            "--precision=bf16",
            "--image-size=64",
            "--mask-ratio=0.5",
            "--batch-size=2",
            "--steps=2",
            "--warmup=1",
            "--rounds=1",
            "--matrix=64",
            "--device=cpu",
            "--json=" + file);
    Map<String, Object> values = json(screen, file);
    assertTrue(screen.out().contains("greenmim bf16"), screen.out());
    assertTrue(screen.err().contains("round 1 of 1: greenmim bf16"), screen.err());
    Object first = ((List<?>) values.get("cases")).get(0);
    for (String key : List.of("imagesPerSecond", "flopPerImage", "peakFlops", "peakPercent")) {
      assertTrue(number(first, key) > 0, key);
    }
    Map<?, ?> measured = (Map<?, ?>) first;
    for (String phase : List.of("forward", "backward", "optimiser", "step", "planning")) {
      assertTrue(number(measured.get(phase), "median") > 0, phase);
    }
    Object memory = measured.get("memory");
    assertTrue(number(memory, "peak") > number(memory, "idle"));
    assertEquals(2 * number(memory, "parameters"), number(memory, "optimiser"));
  }

  /** What the machine of a case would refuse is refused before one is started. */
  @Test
  void whatCannotBePlannedIsRefusedAtOnce() {
    Screen screen =
        Screen.of("bench", "pretrain", "--model=pvt_v2_b2_li", "--image-size=192", "--device=cpu");
    assertEquals(1, screen.exitCode());
    assertTrue(
        screen.err().startsWith("greenmim: linear PVT v2: expected 7 x 7 mask patches"),
        screen.err());
    assertEquals(1, screen.err().lines().count(), screen.err());
  }

  @Test
  void measuresFeatures() throws IOException {
    Path file = folder.resolve("features.json");
    Screen screen =
        Screen.of(
            "bench",
            "features",
            MODEL,
            "--image-size=64",
            "--batch-size=2",
            "--steps=2",
            "--warmup=1",
            "--matrix=64",
            "--device=cpu",
            "--json=" + file);
    Map<String, Object> values = json(screen, file);
    assertTrue(screen.out().contains("Features of swin_nano"), screen.out());
    for (String key : List.of("imagesPerSecond", "flopPerSecond", "peakPercent")) {
      assertTrue(number(values, key) > 0, key);
    }
  }

  @Test
  void measuresGrouping() throws IOException {
    Path file = folder.resolve("grouping.json");
    Screen screen =
        Screen.of("bench", "grouping", MODEL, "--masks=3", "--warmup=1", "--json=" + file);
    Map<String, Object> values = json(screen, file);
    // Five modes, each with four stages twice and the whole.
    List<?> rows = (List<?>) values.get("rows");
    assertEquals(5 * 9, rows.size());
    assertEquals(2 + 5 * 9, screen.out().lines().count(), screen.out());
    Map<?, ?> whole = (Map<?, ?>) rows.get(8);
    assertEquals("optimal", whole.get("mode"));
    assertEquals("whole plan", whole.get("what"));
    assertTrue(number(whole.get("millis"), "p90") > 0);
  }

  @Test
  void measuresTheLoader() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    for (int i = 0; i < 3; i++) {
      TinyModelFolder.image(data.resolve("image" + i + ".png"), 70, 50, i);
    }
    Path file = folder.resolve("loader.json");
    Screen screen =
        Screen.of(
            "bench",
            "loader",
            "--data=" + data,
            "--image-size=32",
            "--batch-size=2",
            "--batches=3",
            "--warmup=1",
            "--json=" + file);
    Map<String, Object> values = json(screen, file);
    assertEquals(6, number(values, "images"));
    assertEquals(3, number(values, "files"));
    assertTrue(number(values, "imagesPerSecond") > 0);
    String place = (String) values.get("place");
    assertTrue(place.matches("pinned to core \\d+|not pinned"), place);
    assertTrue(screen.out().contains(place), screen.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pretrain --model=swin_nan | unknown model 'swin_nan'; the nearest are",
        "pretrain MODEL --methods=mae | expected one of [GREENMIM, SIMMIM, FCMAE]",
        "pretrain MODEL --precision=fp8 | expected one of [REFERENCE, FP32, BF16]",
        "pretrain MODEL --steps=0 | --steps: expected at least 1, got 0",
        "pretrain MODEL --warmup=-1 | --warmup: expected at least 0, got -1",
        "pretrain MODEL --batch-size=0 | --batch-size: expected at least 1, got 0",
        "pretrain MODEL --rounds=0 | --rounds: expected at least 1, got 0",
        "pretrain MODEL --image-size=65 | --image-size: expected a positive multiple",
        "pretrain MODEL --mask-ratio=1 | --mask-ratio: expected a number between 0 and 1",
        "pretrain --model=pvt_v2_nano --methods=greenmim --grouping=optimal,fixed | --grouping:"
            + " expected a model of the families that group windows, swin or twins, got"
            + " pvt_v2_nano",
        "pretrain MODEL --methods=greenmim --zero-filled | --zero-filled: expected methods and"
            + " models that hide patches from convolutions, as fcmae does, got greenmim of swin",
        "pretrain MODEL --device=tpu | greenmim fp32 failed in a virtual machine of its own"
            + " (exit code 1): --device: expected auto, cpu, gpu or gpu:0,1, got tpu",
        "pretrain MODEL --json=. | --json: expected a file, got the folder .",
        "grouping MODEL --json=absent/b.json | --json: expected a file in a folder that exists,"
            + " got",
        "features --model=swin_nan | unknown model 'swin_nan'",
        "features MODEL --steps=0 | --steps: expected at least 1, got 0",
        "features MODEL --image-size=50 | --image-size: expected a positive multiple",
        "grouping MODEL --masks=0 | --masks: expected at least 1, got 0",
        "grouping MODEL --mask-ratio=0 | --mask-ratio: expected a number between 0 and 1",
        "loader --data=absent | image folder absent does not exist",
        "loader --data=absent --threads=0 | --threads: expected at least 1, got 0",
        "''| a command is missing: bench pretrain, features, inference, objects, grouping, loader",
      })
  void refusesInOneLine(String words, String message) {
    String line = ("bench " + words).strip().replace("MODEL", MODEL);
    Screen screen = Screen.of(line.split(" +", -1));
    assertFalse(screen.exitCode() == 0, screen::toString);
    assertTrue(screen.err().contains(message), screen.err());
    List<String> lines =
        screen
            .err()
            .lines()
            .filter(text -> !text.startsWith("See '") && !text.startsWith("round "))
            .toList();
    assertEquals(1, lines.size(), screen.err());
    assertTrue(lines.get(0).startsWith("greenmim: "), screen.err());
  }
}
