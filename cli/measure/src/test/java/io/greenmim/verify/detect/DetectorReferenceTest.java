package io.greenmim.verify.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.testing.Shared;
import io.greenmim.ops.Precision;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.verify.Comparison;
import io.greenmim.verify.ReferenceFile;
import io.greenmim.verify.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole detector, forward and backward. */
class DetectorReferenceTest {

  @ParameterizedTest
  @CsvSource({"maskrcnn, 260", "maskrcnn_variants, 1200"})
  void everyNumberAgrees(String name, int atLeast) throws IOException {
    List<Comparison> comparisons =
        new Verification(DetectionKinds.ALL, Precision.FP32).run(ReferenceFile.open(file(name)));

    List<String> failures =
        comparisons.stream().filter(c -> !c.passed()).map(Comparison::toLine).toList();
    assertEquals("", String.join("\n", failures));
    assertTrue(comparisons.size() >= atLeast, comparisons.size() + " comparisons");
  }

  @Test
  void bfloat16IsRefused() throws IOException {
    ReferenceFile file = ReferenceFile.open(file("maskrcnn"));

    IOException refused =
        assertThrows(
            IOException.class,
            () -> new Verification(DetectionKinds.ALL, Precision.BF16).run(file));

    assertTrue(refused.getMessage().endsWith("got bf16"), refused.getMessage());
  }

  private static Path file(String name) {
    return Shared.file("golden/detection/" + name + ".safetensors");
  }

  @Test
  void whatIsOffFails(@TempDir Path folder) throws IOException {
    SafeTensorsFile recorded = SafeTensorsFile.open(file("maskrcnn"));
    Map<String, StoredTensor> tensors = new LinkedHashMap<>(recorded.tensors());
    nudge(tensors, "loss/loss_mask", 1e-5f);
    nudge(tensors, "grad/roi_heads.mask_head.predictor.bias", 1);
    nudge(tensors, "swin/layers.2.blocks.0", 1e-2f);
    tensors.remove("grad/backbone.fpn_lateral4.bias");
    tensors.remove("test/det/image1/classes");
    tensors.put("train/roi/more", tensors.get("loss/loss_cls"));
    Path changed = folder.resolve("changed.safetensors");
    SafeTensorsWriter.write(changed, tensors, recorded.metadata());
    Files.copy(
        ReferenceFile.beside(file("maskrcnn"), ReferenceFile.JSON),
        ReferenceFile.beside(changed, ReferenceFile.JSON));

    List<Comparison> comparisons =
        new Verification(DetectionKinds.ALL, Precision.FP32).run(ReferenceFile.open(changed));

    assertEquals(
        Set.of(
            "loss/loss_mask",
            "grad/roi_heads.mask_head.predictor.bias",
            "swin/layers.2.blocks.0",
            "grad/backbone.fpn_lateral4.bias",
            "test/det/image1/classes",
            "train/roi/more"),
        comparisons.stream()
            .filter(comparison -> !comparison.passed())
            .map(Comparison::key)
            .collect(Collectors.toSet()));
  }

  private static void nudge(Map<String, StoredTensor> tensors, String key, float by)
      throws IOException {
    StoredTensor tensor = tensors.get(key);
    float[] values = FloatValues.of(tensor);
    values[values.length - 1] += by;
    tensors.put(key, MemoryTensor.of(values, tensor.shape()));
  }
}
