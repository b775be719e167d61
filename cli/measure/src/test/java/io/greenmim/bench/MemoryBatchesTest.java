package io.greenmim.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.greenmim.config.ImageSize;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.MaskShape;
import io.greenmim.masking.MaskSharing;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.train.config.PretrainRecipe;
import io.greenmim.train.data.BatchLoader;
import io.greenmim.train.pretrain.MaskedBatch;
import io.greenmim.weights.ModelFolder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MemoryBatchesTest {

  private static final String MODEL = "swin_nano_patch4_window7_224";

  private static MemoryBatches batches(PretrainMethod method) {
    return batches(method, PretrainRecipe.of(method, MODEL, 1).masks());
  }

  private static MemoryBatches batches(PretrainMethod method, MaskSharing masks) {
    PretrainCase settings =
        new PretrainCase(
            method,
            Precision.FP32,
            false,
            MODEL,
            ImageSize.square(96),
            0.5,
            masks,
            MaskShape.BLOCK,
            GroupingMode.OPTIMAL,
            false,
            3,
            1,
            0,
            "cpu",
            1,
            7);
    return new MemoryBatches(
        settings, ModelFolder.newMaskedImageModel(settings.modelOptions().toConfig()));
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
    eachImageHasItsMask(batches(PretrainMethod.SIMMIM));
  }

  @Test
  void eachImageOfGreenMimHasItsMaskIfAsked() throws InterruptedException {
    eachImageHasItsMask(batches(PretrainMethod.GREENMIM, MaskSharing.IMAGE));
  }

  private static void eachImageHasItsMask(MemoryBatches memory) throws InterruptedException {
    try (BatchLoader<MaskedBatch> batches = memory.load(2, 1)) {
      MaskedBatch batch = batches.next();
      assertEquals(3, batch.plan().masks().size());
      assertNotEquals(batch.plan().masks(), batches.next().plan().masks());
    }
  }
}
