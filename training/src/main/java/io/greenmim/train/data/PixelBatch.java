package io.greenmim.train.data;

import io.greenmim.config.Checks;
import java.util.List;
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

  /**
   * Joins pictures to a batch.
   *
   * @param step index of the batch since the start of the run, from 0
   * @param epoch the epoch that the batch belongs to, from 0
   * @param shape the batch's shape
   * @param pictures {@code 3 x height x width} bytes each, as {@link AugmentedImages} gives them
   * @return the batch
   * @throws IllegalArgumentException if the pictures do not have the shape
   */
  public static PixelBatch of(long step, int epoch, BatchShape shape, List<byte[]> pictures) {
    byte[] pixels = new byte[shape.bytes()];
    int to = 0;
    for (byte[] picture : pictures) {
      System.arraycopy(picture, 0, pixels, to, picture.length);
      to += picture.length;
    }
    return new PixelBatch(step, epoch, shape, pixels);
  }
}
