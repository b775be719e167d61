package io.greenmim.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessorTest {

  @Test
  void readsX86() {
    Processor processor =
        Processor.parse(
            List.of(
                "processor\t: 0",
                "model\t\t: 17",
                "vendor_id\t: GenuineIntel",
                "model name\t: Fast CPU: 9000",
                "flags\t\t: fpu avx512_bf16 avx512f amx_bf16 amx_bf16x",
                "",
                "processor\t: 1",
                "model name\t: Another"),
            8);

    assertEquals(
        new Processor(
            "Fast CPU: 9000", "GenuineIntel", 8, Set.of("avx512_bf16", "avx512f", "amx_bf16")),
        processor);
  }

  @Test
  void readsArm() {
    Processor processor = Processor.parse(List.of("Features\t: fp asimd bf16 i8mm"), 4);

    assertEquals(Set.of("bf16"), processor.bf16Features());
  }

  @Test
  void knowsTheArchitectureWithoutCpuinfo() {
    assertEquals(
        new Processor(System.getProperty("os.arch"), "", 2, Set.of()),
        Processor.parse(List.of(), 2));
  }

  @Test
  void refusesNoThreads() {
    assertThrows(IllegalArgumentException.class, () -> new Processor("x", "", 0, Set.of()));
  }

  @Test
  void describesThisMachine() throws IOException {
    Processor processor = Processor.current();

    assertFalse(processor.model().isBlank());
    assertEquals(Runtime.getRuntime().availableProcessors(), processor.threads());
  }
}
