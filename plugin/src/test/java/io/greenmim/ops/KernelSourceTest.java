package io.greenmim.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelSourceTest {

  private static final KernelSource THRICE =
      new KernelSource(KernelSourceTest.class, "thrice", List.of(KernelSource.COMMON));

  @Test
  void callsTheHeadAndWhatItUses() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = manager.create(new float[][] {{1, 2}, {3, 4}});
      Kernels kernels = Kernels.on(THRICE, Device.cpu(), Precision.FP32);
      // x x^T = (5 11, 11 25), whose squares come to 892.
      assertEquals(2676, kernels.call("thrice", x, x).getFloat(), 1e-2);
    }
  }

  @Test
  void holdsEachTextOnce() throws IOException {
    KernelSource twice =
        new KernelSource(KernelSourceTest.class, "thrice", List.of(KernelSource.COMMON, THRICE));
    String code = new String(twice.code(), StandardCharsets.UTF_8);
    assertTrue(code.startsWith("class Kernels(Module):"), code);
    assertEquals(2, code.split("def adamw\\(").length);
    assertTrue(code.indexOf("def adamw(") < code.indexOf("def thrice("), code);
  }

  @Test
  void saysWhichTextIsMissing() {
    KernelSource missing = new KernelSource(KernelSourceTest.class, "missing");
    IOException thrown = assertThrows(IOException.class, missing::code);
    assertTrue(thrown.getMessage().startsWith("missing.py: expected"), thrown.getMessage());
  }
}
