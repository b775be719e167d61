package io.greenmim.train.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NvidiaDriverTest {

  private static final long MIB = 1L << 20;

  @TempDir private Path folder;

  @Test
  void listsTheGpusThatTheDriverNames() throws IOException, InterruptedException {
    NvidiaDriver driver =
        NvidiaDriver.query(
            program(
                "echo '0, NVIDIA H200, 143771, 143000, 9.0, 570.86.15'",
                "echo '1, Quadro, 8000, 7000, 7.5, 570.86.15'"));

    assertEquals(
        List.of(
            new NvidiaGpu(0, "NVIDIA H200", 143771 * MIB, 143000 * MIB, "9.0", "570.86.15"),
            new NvidiaGpu(1, "Quadro", 8000 * MIB, 7000 * MIB, "7.5", "570.86.15")),
        driver.gpus());
    assertEquals("", driver.reason());
  }

  @Test
  void saysWhyThereIsNone() throws IOException, InterruptedException {
    String failing = program("echo 'No devices were found'", "exit 6");
    assertEquals(
        new NvidiaDriver(List.of(), failing + " failed: No devices were found"),
        NvidiaDriver.query(failing));

    String silent = program("exit 0");
    assertEquals(new NvidiaDriver(List.of(), silent + " lists no GPU"), NvidiaDriver.query(silent));

    String missing = folder.resolve("missing").toString();
    NvidiaDriver none = NvidiaDriver.query(missing);
    assertTrue(none.gpus().isEmpty());
    assertEquals("no NVIDIA driver (" + missing + " cannot be run)", none.reason());
  }

  @Test
  void refusesOtherColumns() {
    assertThrows(IllegalArgumentException.class, () -> NvidiaGpu.parse("0, NVIDIA H200"));
    assertThrows(IllegalArgumentException.class, () -> NvidiaGpu.parse("0, A, [N/A], 1, 9.0, 570"));
  }

  @ParameterizedTest
  @CsvSource({"9.0,true", "8.0,true", "8.6,true", "10.0,true", "7.5,false", "[N/A],false"})
  void bf16BeganWithAmpere(String capability, boolean expected) {
    assertEquals(expected, new NvidiaGpu(0, "A", 1, 1, capability, "570").hasBf16());
  }

  /** Writes a shell script that stands for nvidia-smi. */
  private String program(String... lines) throws IOException {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
        "needs a system that runs shell scripts");
    Path file = Files.createTempFile(folder, "smi", ".sh");
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file.toString();
  }
}
