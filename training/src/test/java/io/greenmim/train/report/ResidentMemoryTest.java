package io.greenmim.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ResidentMemoryTest {

  private static final String STATUS =
      """
      Name:\tjava
      VmPeak:\t 9000000 kB
      VmHWM:\t  200000 kB
      VmRSS:\t  150000 kB
      RssAnon:\t  100000 kB
      """;

  @Test
  void readsTheResidentSet() throws IOException {
    ResidentMemory memory = ResidentMemory.parse(STATUS);
    assertEquals(
        new ResidentMemory(153_600_000, 204_800_000, ResidentMemory.Source.RESIDENT_SET), memory);
    assertEquals(154, memory.currentMegabytes());
    assertEquals(205, memory.peakMegabytes());
  }

  @Test
  void peakIsNeverBelowTheCurrentValue() throws IOException {
    ResidentMemory memory = ResidentMemory.parse(STATUS.replace("200000", "149996"));
    assertEquals(memory.currentBytes(), memory.peakBytes());
  }

  @Test
  void namesTheMissingLine() {
    IOException e =
        assertThrows(
            IOException.class, () -> ResidentMemory.parse(STATUS.replace("VmRSS", "VmXXX")));
    assertTrue(e.getMessage().contains("'VmRSS: N kB'"), e.getMessage());
  }

  @Test
  void countsNativeMemoryOnLinux() throws IOException {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/proc/self/status")), "this system has no /proc/self/status");
    long before = ResidentMemory.measure().currentBytes();
    int size = 64 << 20;
    ByteBuffer nativeMemory = ByteBuffer.allocateDirect(size);
    for (int i = 0; i < size; i += 4096) {
      nativeMemory.put(i, (byte) 1);
    }
    ResidentMemory after = ResidentMemory.measure();
    assertEquals(ResidentMemory.Source.RESIDENT_SET, after.source());
    assertTrue(
        after.currentBytes() - before > size / 2,
        () -> "64 MiB were touched, but " + before + " became " + after);
    assertEquals(1, nativeMemory.get(0));
  }

  @Test
  void fallsBackToTheJvm() {
    ResidentMemory memory = ResidentMemory.ofJvm();
    assertEquals(ResidentMemory.Source.JVM_COMMITTED, memory.source());
    assertTrue(memory.currentBytes() >= Runtime.getRuntime().totalMemory() / 2);
    assertTrue(memory.peakBytes() >= memory.currentBytes());
    assertTrue(memory.source().text().contains("native memory of the engine not counted"));
  }
}
