package io.greenmim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

class CopyBandwidthTest {

  @Test
  void keepsTheBestOfBytesReadAndWritten() {
    long bytes = 8_000_000;
    try (NDManager manager = NDManager.newBaseManager();
        CopyBandwidth bandwidth = new CopyBandwidth(manager, bytes)) {
      assertEquals(0, bandwidth.bytesPerSecond());
      long began = System.nanoTime();
      bandwidth.measure();
      double seconds = (System.nanoTime() - began) / 1e9;
      double first = bandwidth.bytesPerSecond();
      // Three copies took this long together, so the best took at most a third.
      assertTrue(first >= 2 * bytes / (seconds / 3), first + " bytes a second");
      assertTrue(first < 1e13, first + " bytes a second");
      bandwidth.measure();
      assertTrue(bandwidth.bytesPerSecond() >= first);
    }
  }
}
