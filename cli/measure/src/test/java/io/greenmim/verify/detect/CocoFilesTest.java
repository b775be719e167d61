package io.greenmim.verify.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.testing.Shared;
import io.greenmim.ops.Precision;
import io.greenmim.verify.Comparison;
import io.greenmim.verify.ReferenceFile;
import io.greenmim.verify.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON files without tensors. */
class CocoFilesTest {

  private static final Verification VERIFICATION =
      new Verification(DetectionKinds.ALL, Precision.FP32);

  @ParameterizedTest
  @CsvSource({"rle, 80", "coco_general, 14", "coco_thresholds, 4", "coco_only_crowd, 3"})
  void everyNumberAgrees(String name, int atLeast) throws IOException {
    ReferenceFile file = ReferenceFile.open(Shared.recorded(name + ".json"));

    List<Comparison> comparisons = VERIFICATION.run(file);

    List<String> failures =
        comparisons.stream().filter(c -> !c.passed()).map(Comparison::toLine).toList();
    assertEquals(List.of(), failures);
    assertTrue(comparisons.size() >= atLeast, comparisons.size() + " comparisons");
  }

  @Test
  void aNumberThatIsOffFails(@TempDir Path folder) throws IOException {
    String right =
        """
        {"bitmaps": [{"name": "dot", "h": 1, "w": 2, "counts": [1, 1], "string": "11",
          "area": 1, "bbox": [1, 0, 1, 1], "rows": ["01"]}],
         "iou_masks": []}
        """;
    Path file = Files.writeString(folder.resolve("masks.json"), right);
    assertEquals(List.of(), failures(file));

    Files.writeString(file, right.replace("\"area\": 1", "\"area\": 2"));

    assertEquals(List.of("FAIL  bitmaps/dot/area: expected 2, got 1"), failures(file));
  }

  /** Neither passes as a comparison of nothing. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{'ground_truth': {}, 'expected': {}} | expected what files of its kind hold",
        "{'ground_truth': 7, 'expected': 7} | expected what files of its kind hold",
        "{'ground_truth': {'images': [], 'categories': [], 'annotations': []}, 'detections': [],"
            + " 'params': {}, 'expected': {}} | expected recorded values, found none to compare",
      })
  void valuesThatCannotBeComparedFail(String text, String message, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("odd.json"), text.replace('\'', '"'));

    IOException failed = assertThrows(IOException.class, () -> failures(file));

    assertTrue(failed.getMessage().startsWith(file + ": " + message), failed.getMessage());
  }

  private static List<String> failures(Path file) throws IOException {
    return VERIFICATION.run(ReferenceFile.open(file)).stream()
        .filter(comparison -> !comparison.passed())
        .map(Comparison::toLine)
        .toList();
  }
}
