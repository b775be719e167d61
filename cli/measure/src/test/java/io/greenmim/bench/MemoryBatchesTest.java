package io.greenmim.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.greenmim.config.ImageSize;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.train.config.FirstWeights;
import io.greenmim.train.config.ModelOptions;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.train.data.BatchLoader;
import io.greenmim.train.pretrain.MaskedBatch;
import io.greenmim.weights.ModelFolder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MemoryBatchesTest {

  private static MemoryBatches batches(PretrainMethod method) {
    ModelOptions options =
        new ModelOptions(
            method,
            "swin_nano_patch4_window7_224",
            ImageSize.square(96),
            0.5,
            0,
            GroupingMode.OPTIMAL,
            FirstWeights.PUBLISHED);
    return new MemoryBatches(options, 3, 7, ModelFolder.newMaskedImageModel(options.toConfig()));
  }

  @Test
  void theNumberOfThreadsChangesNothing() throws InterruptedException {
    MemoryBatches batches = batches(PretrainMethod.GREENMIM);
    try (BatchLoader<MaskedBatch> one = batches.load(6, 1);
        BatchLoader<MaskedBatch> two = batches.load(6, 2)) {
      MaskedBatch before = one.next();
      two.next();
      assertEquals(3 * 3 * 96 * 96, before.pixels().length);
      assertEquals(3, before.images());
      assertEquals(1, before.plan().masks().size());
      for (int i = 0; i < 5; i++) {
        MaskedBatch expected = one.next();
        MaskedBatch actual = two.next();
        assertArrayEquals(expected.pixels(), actual.pixels());
        assertEquals(expected.plan().masks(), actual.plan().masks());
        assertFalse(Arrays.equals(before.pixels(), actual.pixels()));
        before = actual;
      }
      assertEquals(12, batches.planningMillis().size());
    }
  }

  @Test
  void eachImageOfSimMimHasItsMask() throws InterruptedException {
    try (BatchLoader<MaskedBatch> batches = batches(PretrainMethod.SIMMIM).load(2, 1)) {
      MaskedBatch batch = batches.next();
      assertEquals(3, batch.plan().masks().size());
      assertNotEquals(batch.plan().masks(), batches.next().plan().masks());
    }
  }
}
