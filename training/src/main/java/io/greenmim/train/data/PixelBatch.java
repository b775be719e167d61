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
 * @param pixels {@code images x channels x height x width} unsigned bytes, row-major (NCHW), of 16
 *     bits the upper bytes of an image before its lower ones; belongs to whoever receives the batch
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
        pixels.length == shape.bytes() || pixels.length == 2L * shape.bytes(),
        "%s has %s bytes, got %s",
        shape,
        shape.bytes(),
        pixels.length);
  }

  /**
   * Joins pictures to a batch: of 16 bits if one of them is, without loss.
   *
   * @param step index of the batch since the start of the run, from 0
   * @param epoch the epoch that the batch belongs to, from 0
   * @param shape the batch's shape
   * @param pictures their bytes, as {@link AugmentedImages} gives them
   * @return the batch
   * @throws IllegalArgumentException if the pictures do not have the shape, or exceed what an array
   *     holds, as 16 bits can where 8 do not
   */
  public static PixelBatch of(long step, int epoch, BatchShape shape, List<byte[]> pictures) {
    int most = pictures.stream().mapToInt(picture -> picture.length).max().orElse(0);
    Checks.that(
        (long) pictures.size() * most <= Integer.MAX_VALUE,
        "a batch of %s images of %s bytes each exceeds 2 GiB; lower the batch size or the image"
            + " size",
        pictures.size(),
        most);
    byte[] pixels = new byte[pictures.size() * most];
    for (int i = 0; i < pictures.size(); i++) {
      byte[] picture = pictures.get(i);
      // A sample of 8 bits is in 16 its byte twice: v / 255 = 257 v / 65535.
      for (int at = 0; at < most; at += picture.length) {
        System.arraycopy(picture, 0, pixels, i * most + at, picture.length);
      }
    }
    return new PixelBatch(step, epoch, shape, pixels);
  }
}
