package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelsExportCommandTest {

  @TempDir private Path folder;

  @Test
  void writesArchivesThatTheEngineLoads() throws Exception {
    Screen screen = Screen.of("kernels", "export", folder.resolve("a").toString());
    assertEquals(0, screen.exitCode(), screen.err());
    List<Path> files = screen.out().lines().map(Path::of).toList();
    assertEquals(0, files.size() % 4, "two precisions, two constants");
    for (String part : List.of("kernels", "detection")) {
      String first = part + "-fp32-eps1e-06.pt";
      assertTrue(files.stream().anyMatch(file -> file.endsWith(first)), first);
    }
    for (Path file : files) {
      try (Model model = Model.newInstance("kernels", "PyTorch")) {
        model.load(folder.resolve("a"), file.getFileName().toString());
      }
    }
    assertNotEquals(-1, Files.mismatch(files.get(0), files.get(2)), "precisions differ");

    assertEquals(0, Screen.of("kernels", "export", folder.resolve("b").toString()).exitCode());
    for (Path file : files) {
      Path again = folder.resolve("b").resolve(file.getFileName());
      assertEquals(-1, Files.mismatch(file, again), "the same bytes every time");
    }
  }

  @Test
  void needsACommandAndAFolder() {
    assertEquals(2, Screen.of("kernels").exitCode());
    assertEquals(2, Screen.of("kernels", "export").exitCode());
    assertTrue(Screen.of("kernels").err().contains("kernels export"));
  }
}
