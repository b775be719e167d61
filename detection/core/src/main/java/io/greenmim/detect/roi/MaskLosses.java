package io.greenmim.detect.roi;

import ai.djl.ndarray.NDArray;
import io.greenmim.detect.ops.DetectionLosses;
import java.util.stream.IntStream;

/** Loss of the mask head (He et al., 2017, arXiv 1703.06870, section 3). */
public final class MaskLosses {

  private MaskLosses() {}

  /**
   * Computes the mean binary cross entropy of the maps of the objects' classes.
   *
   * @param logits maps of the regions that are objects, (f, K, s, s), or (f, 1, s, s) where all
   *     classes share one map
   * @param classes their classes (f)
   * @param targets their masks, 1 for the object, 0 for the rest, (f x s x s)
   * @return the loss, (); 0 where there are no objects
   * @throws IllegalArgumentException if there is not a class and a mask for each region
   */
  public static NDArray of(NDArray logits, int[] classes, byte[] targets) {
    int maps = Math.toIntExact(logits.getShape().get(1));
    long area = logits.getShape().get(2) * logits.getShape().get(3);
    if (logits.getShape().get(0) != classes.length || targets.length != area * classes.length) {
      throw new IllegalArgumentException(
          "masks: expected a class and %s pixels for each of %s regions, got %s classes and %s"
                  .formatted(area, logits.getShape().get(0), classes.length, targets.length)
              + " pixels");
    }
    int[] rows =
        IntStream.range(0, classes.length)
            .map(region -> maps == 1 ? region : region * maps + classes[region])
            .toArray();
    return DetectionLosses.mapLoss(logits, rows, targets);
  }
}
