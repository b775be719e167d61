package io.greenmim.detect.train;

import io.greenmim.detect.augment.Outline;
import io.greenmim.detect.augment.PictureSize;
import io.greenmim.detect.boxes.Boxes;
import java.util.List;
import java.util.Objects;

/**
 * Pictures and their objects, on the host.
 *
 * @param step index of the batch since the start of the run, from 0
 * @param epoch the epoch that the batch belongs to, from 0
 * @param padded size of every picture with its padding, to the right and below
 * @param pixels {@code images x 3 x height x width} unsigned bytes, row-major, red, green, blue; 0
 *     in the padding, which has to become 0 again once the pixels are normalised
 * @param targets the objects of each picture
 */
public record DetectionBatch(
    long step, int epoch, PictureSize padded, byte[] pixels, List<Target> targets) {

  /** Checks that nothing is missing and keeps a copy of the list. */
  public DetectionBatch {
    Objects.requireNonNull(padded, "padded");
    Objects.requireNonNull(pixels, "pixels");
    targets = List.copyOf(targets);
  }

  /**
   * The objects of a picture; may be none.
   *
   * @param imageId number of the image, which messages name
   * @param size size of the picture without padding
   * @param boxes boxes of the objects in pixels of the picture
   * @param classes class of each object, 0 to K - 1
   * @param outlines outline of each object
   */
  public record Target(
      long imageId, PictureSize size, Boxes boxes, int[] classes, List<Outline> outlines) {}
}
