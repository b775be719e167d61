package io.greenmim.train.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemorySizesTest {

  @Test
  void readsAvailableMemoryInKibibytes() {
    List<String> lines = List.of("MemTotal:       100 kB", "MemAvailable:    42 kB");

    assertEquals(42 * 1024, MemorySizes.available(lines, 7));
    assertEquals(7, MemorySizes.available(lines.subList(0, 1), 7));
  }

  @Test
  void sizesOfThisMachineAreInOrder() throws IOException {
    MemorySizes sizes = MemorySizes.current();

    assertTrue(sizes.available() > 0, sizes::toString);
    assertTrue(sizes.available() <= sizes.physical(), sizes::toString);
    assertEquals(Runtime.getRuntime().maxMemory(), sizes.heapLimit());
  }
}
