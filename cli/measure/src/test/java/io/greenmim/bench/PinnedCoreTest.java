package io.greenmim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PinnedCoreTest {

  @Test
  void takesTheFirstAllowedCore() {
    assertEquals(Optional.of(12), PinnedCore.first("Name:\tjava\nCpus_allowed_list:\t12-15,20\n"));
    assertEquals(Optional.of(0), PinnedCore.first("Cpus_allowed_list:\t0\n"));
    assertEquals(Optional.empty(), PinnedCore.first("Name:\tjava\n"));
  }

  @Test
  void isPutBeforeACommand() {
    assertEquals(
        List.of("/usr/bin/taskset", "-c", "3"),
        new PinnedCore(Path.of("/usr/bin/taskset"), 3).prefix());
  }
}
