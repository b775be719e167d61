package io.greenmim.verify.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.testing.Shared;
import io.greenmim.ops.Precision;
import io.greenmim.verify.Comparison;
import io.greenmim.verify.ReferenceFile;
import io.greenmim.verify.Verification;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperatorReferenceTest {

  @Test
  void everyOperatorGivesTheRecordedNumbers() throws IOException {
    ReferenceFile file = ReferenceFile.open(Shared.recorded("ops.safetensors"));

    List<Comparison> comparisons = new Verification(DetectionKinds.ALL, Precision.FP32).run(file);

    List<String> failures =
        comparisons.stream().filter(c -> !c.passed()).map(Comparison::toLine).toList();
    assertEquals(List.of(), failures);
    assertTrue(comparisons.size() > 100, comparisons.size() + " comparisons");
  }
}
