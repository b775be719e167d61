package io.greenmim.cli.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class Tf32Test {

  @Test
  void theEnvironmentDecides() {
    assertEquals(new Tf32(false, true), Tf32.of(Map.of()));
    assertEquals(new Tf32(true, true), Tf32.of(Map.of(Tf32.ALLOW, "1")));
    assertEquals(new Tf32(false, true), Tf32.of(Map.of(Tf32.ALLOW, "0", Tf32.NVIDIA, "1")));
    assertEquals(new Tf32(false, true), Tf32.of(Map.of(Tf32.ALLOW, "yes")));
    assertEquals(new Tf32(false, false), Tf32.of(Map.of(Tf32.ALLOW, "1", Tf32.NVIDIA, "0")));
  }

  @Test
  void tellsWhatToSet() {
    assertEquals(
        "products in fp32 are not (TORCH_ALLOW_TF32_CUBLAS_OVERRIDE=1 allows them), convolutions"
            + " may be (NVIDIA_TF32_OVERRIDE=0 forbids all)",
        Tf32.of(Map.of()).text());
    assertEquals(
        "products in fp32 are not (TORCH_ALLOW_TF32_CUBLAS_OVERRIDE=1 allows them), convolutions"
            + " are not (NVIDIA_TF32_OVERRIDE=0)",
        Tf32.of(Map.of(Tf32.NVIDIA, "0")).text());
  }
}
