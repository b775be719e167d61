package io.greenmim.sparse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.djl.Device;
import io.greenmim.masking.PatchMask;
import io.greenmim.ops.Precision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RememberedTest {

  private static final PatchMask MASK =
      new PatchMask(2, 2, new boolean[] {true, false, false, true});

  @Test
  void theLastResultIsKept() {
    List<Integer> asked = new ArrayList<>();
    Remembered<Integer, String> function =
        new Remembered<>(
            key -> {
              asked.add(key);
              return key + "";
            });
    assertEquals("1000", function.of(1000));
    assertEquals("1000", function.of(1000));
    assertEquals("2", function.of(2));
    assertEquals("1000", function.of(1000));
    assertEquals(List.of(1000, 2, 1000), asked);
  }

  @Test
  void passesReadWhatWasPrepared() {
    Sites sites = Sites.visible(List.of(MASK), 2);
    SiteMaps maps = SiteMaps.of(sites, ConvolutionForm.BLOCKS, 3);
    maps.prepare(4, Device.cpu(), Precision.FP32);
    BatchMaps made = maps.batch(4, Device.cpu(), Precision.FP32);
    assertSame(made, maps.batch(4, Device.cpu(), Precision.FP32));
    assertNotSame(made, maps.batch(3, Device.cpu(), Precision.FP32));
    PatchMaps patches = PatchMaps.of(sites, 2);
    patches.prepare(4);
    PatchMaps.Batch rows = patches.batch(4);
    assertSame(rows, patches.batch(4));
    assertNotSame(rows, patches.batch(3));
  }

  /** Passes on a GPU, which take the grid, read what was prepared as well. */
  @Test
  void whatIsPreparedIsForTheDevice() {
    SiteMaps maps = SiteMaps.depthwise(Sites.visible(List.of(MASK), 8), 96, 7);
    maps.prepare(16, Device.gpu(), Precision.FP32);
    BatchMaps made = maps.batch(16, Device.gpu(), Precision.FP32);
    assertEquals(ConvolutionForm.GRID, made.form());
    assertSame(made, maps.batch(16, Device.gpu(1), Precision.REFERENCE));
    assertEquals(ConvolutionForm.BLOCKS, maps.batch(16, Device.cpu(), Precision.FP32).form());
  }
}
