package io.greenmim.train.data;

import io.greenmim.config.Checks;
import java.util.Objects;

/**
 * The pixels of one batch.
 *
 * @param step index of the batch since the start of the run, from 0
 * @param epoch the epoch that the batch belongs to, from 0
 * @param shape the batch's shape
 * @param pixels {@code images x 3 x height x width} unsigned bytes, row-major (NCHW), red, green,
 *     blue; belongs to whoever receives the batch
 */
public record PixelBatch(long step, int epoch, BatchShape shape, byte[] pixels) {

  /**
   * Checks that the pixels have the shape.
   *
   * @throws IllegalArgumentException if the array has another length
   */
  public PixelBatch {
    Objects.requireNonNull(shape, "shape");
    Checks.that(
        pixels.length == shape.bytes(),
        "%s has %s bytes, got %s",
        shape,
        shape.bytes(),
        pixels.length);
  }
}
