package io.greenmim.cli.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One tiny run of every part, and what must be refused. */
class BenchDetectCommandTest extends CommandTestCase {

  private static final String MODEL = "--model=mask_rcnn_swin_nano";

  @TempDir private Path folder;

  private static double number(Map<String, Object> values, String part, String key) {
    return ((Number) ((Map<?, ?>) values.get(part)).get(key)).doubleValue();
  }

  @Test
  void measuresEveryPart() throws IOException {
    Path file = folder.resolve("detect.json");
    run(
        "bench",
        "detect",
        MODEL,
        "--parts=training,roi-align,suppression,inference",
        "--image-size=64x96",
        "--boxes=30",
        "--steps=1",
        "--warmup=1",
        "--copy=4",
        "--matrix=64",
        "--training-steps=2",
        "--window=1",
        "--batch-size=1",
        "--short-sides=64,96",
        "--device=cpu",
        "--json=" + file);
    assertEquals(0, exitCode, err);
    Map<String, Object> values = ConfigFile.readMap(file);
    assertEquals(Set.of("roi-align", "suppression", "inference", "training"), values.keySet());
    for (String key : List.of("forwardPercent", "backwardPercent", "bytesPerSecond")) {
      assertTrue(number(values, "roi-align", key) > 0, key);
    }
    for (String key : List.of("flopPerImage", "peakFlops", "peakPercent", "proposals")) {
      assertTrue(number(values, "inference", key) > 0, key);
    }
    assertEquals(4, ((List<?>) ((Map<?, ?>) values.get("suppression")).get("rows")).size());
    assertEquals(2, ((List<?>) ((Map<?, ?>) values.get("training")).get("megabytes")).size());
    for (String words : List.of("RoIAlign of", "Suppression of 30", "Inference of", "growth")) {
      assertTrue(out.contains(words), out);
    }
    assertEquals(
        List.of(
            "measuring training",
            "measuring roi-align",
            "measuring suppression",
            "measuring inference"),
        err.lines().toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--model=mask_rcnn_swin_nan | unknown detector 'mask_rcnn_swin_nan'; the nearest are",
        "MODEL --parts=speed | expected one of [ROI_ALIGN, roi-align, SUPPRESSION, INFERENCE,"
            + " TRAINING]",
        "MODEL --precision=fp8 | expected one of [REFERENCE, FP32, BF16]",
        "MODEL --image-size=800 | --image-size: expected HEIGHTxWIDTH such as 800x1333, got 800",
        "MODEL --image-size=800x16 | --image-size: expected at least 32 pixels a side, got 800x16",
        "MODEL --steps=0 | --steps: expected at least 1, got 0",
        "MODEL --warmup=-1 | --warmup: expected at least 0, got -1",
        "MODEL --boxes=0 | --boxes: expected at least 1, got 0",
        "MODEL --copy=0 | --copy: expected at least 1, got 0",
        "MODEL --matrix=-1 | --matrix: expected at least 0, got -1",
        "MODEL --batch-size=0 | --batch-size: expected at least 1, got 0",
        "MODEL --window=0 | --window: expected at least 1, got 0",
        "MODEL --training-steps=50 | --training-steps: expected more than the 50 of --window",
        "MODEL --short-sides=64,0 | --short-sides: expected positive numbers, got [64, 0]",
        "MODEL --json=. | --json: expected a file, got the folder .",
        "MODEL --parts=roi-align --device=tpu | roi-align failed in a virtual machine of its own"
            + " (exit code 1): --device: expected auto, cpu, gpu or gpu:0,1, got tpu",
      })
  void refusesInOneLine(String words, String message) {
    runWith(List.of(("bench detect " + words).strip().replace("MODEL", MODEL).split(" +", -1)));
    assertFalse(exitCode == 0, out);
    assertTrue(err.contains(message), err);
    List<String> lines =
        err.lines()
            .filter(text -> !text.startsWith("See '") && !text.startsWith("measuring "))
            .toList();
    assertEquals(1, lines.size(), err);
    assertTrue(lines.get(0).startsWith("greenmim: "), err);
  }

  @Test
  void joinsTheOtherBenchmarks() {
    run("bench");
    assertEquals(2, exitCode);
    assertTrue(
        err.contains("bench pretrain, features, inference, objects, grouping, loader, detect"),
        err);
    run("bench", "detect", "--help");
    assertEquals(0, exitCode, err);
    assertTrue(out.startsWith("Usage: greenmim bench detect "), out);
    assertTrue(out.contains("Any of roi-align, suppression, inference, training."), out);
  }
}
