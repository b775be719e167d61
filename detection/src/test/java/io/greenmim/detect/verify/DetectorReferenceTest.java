package io.greenmim.detect.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.testing.Shared;
import io.greenmim.ops.Precision;
import io.greenmim.train.verify.Comparison;
import io.greenmim.train.verify.ReferenceFile;
import io.greenmim.train.verify.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole detector, forward and backward. */
class DetectorReferenceTest {

  @ParameterizedTest
  @CsvSource({"maskrcnn, 260", "maskrcnn_variants, 1200"})
  void everyNumberAgrees(String name, int atLeast) throws IOException {
    List<Comparison> comparisons =
        Verification.ofAll(Precision.FP32).run(ReferenceFile.open(file(name)));

    List<String> failures =
        comparisons.stream().filter(c -> !c.passed()).map(Comparison::toLine).toList();
    assertEquals("", String.join("\n", failures));
    assertTrue(comparisons.size() >= atLeast, comparisons.size() + " comparisons");
  }

  @Test
  void bfloat16IsRefused() throws IOException {
    ReferenceFile file = ReferenceFile.open(file("maskrcnn"));

    IOException refused =
        assertThrows(IOException.class, () -> Verification.ofAll(Precision.BF16).run(file));

    assertTrue(refused.getMessage().endsWith("got bf16"), refused.getMessage());
  }

  private static Path file(String name) {
    return Shared.file("golden/detection/" + name + ".safetensors");
  }
}
