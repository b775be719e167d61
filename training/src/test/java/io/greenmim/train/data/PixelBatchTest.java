package io.greenmim.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PixelBatchTest {

  @Test
  void picturesOfSixteenBitsMayBeTooManyForAnArray() {
    BatchShape shape = new BatchShape(2048, 8, 256, 256); // 1 GiB of 8 bits
    List<byte[]> pictures = Collections.nCopies(2048, new byte[1 << 20]);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> PixelBatch.of(0, 0, shape, pictures));
    assertEquals(
        "a batch of 2048 images of 1048576 bytes each exceeds 2 GiB; lower the batch size or the"
            + " image size",
        refused.getMessage());
  }
}
