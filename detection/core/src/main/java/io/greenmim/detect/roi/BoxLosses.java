package io.greenmim.detect.roi;

import ai.djl.ndarray.NDArray;
import io.greenmim.detect.ops.DetectionLosses;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Losses of the box head (Girshick, 2015, arXiv 1504.08083, equation 1), in detectron2's form.
 *
 * @param classification mean cross entropy of the class logits of all regions, ()
 * @param deltas absolute error of the deltas of the objects' classes, summed over the objects and
 *     divided by the number of regions, ()
 */
public record BoxLosses(NDArray classification, NDArray deltas) {

  /**
   * Computes the losses.
   *
   * @param logits class logits, (n, K + 1), the background last
   * @param deltas box deltas, (n, 4 K), or (n, 4) where all classes share one box
   * @param targets classes and boxes of the regions
   * @return the losses; 0 where there are no regions
   */
  public static BoxLosses of(NDArray logits, NDArray deltas, BoxTargets targets) {
    int boxes = Math.toIntExact(deltas.getShape().get(1) / 4);
    int[] rows =
        IntStream.of(targets.foreground())
            .map(region -> boxes == 1 ? region : region * boxes + targets.classes()[region])
            .toArray();
    List<NDArray> losses =
        DetectionLosses.regionLosses(
            logits, deltas, new DetectionLosses.Regions(targets.classes(), rows, targets.deltas()));
    return new BoxLosses(losses.get(0), losses.get(1));
  }
}
