package io.greenmim.detect.ops;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.EngineMemory;
import io.greenmim.ops.Rows;
import java.util.List;

/** Losses between predictions on a device and targets from the host; all in float32. */
public final class DetectionLosses {

  private DetectionLosses() {}

  /**
   * Chosen rows of predictions and what they should be.
   *
   * @param rows rows whose logits count (m)
   * @param labels 1 for objects, 0 for background (m)
   * @param positives rows whose deltas count (p)
   * @param deltas what these should be, (p x 4)
   * @param count what the sums are divided by
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Anchors(int[] rows, float[] labels, int[] positives, float[] deltas, int count) {}

  /**
   * Classes of regions and the deltas of those that are objects.
   *
   * @param classes class of each region (n)
   * @param rows rows of the deltas that count, of four numbers each (f)
   * @param deltas what these should be, (f x 4)
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Regions(int[] classes, int[] rows, float[] deltas) {}

  /**
   * Sums the binary cross entropy of logits and the absolute error of deltas over anchors.
   *
   * @shape predictions (B, N, 5); results ()
   * @param predictions a logit and four deltas for each anchor
   * @param targets rows among B x N and what they should be
   * @return both sums, divided by the count
   */
  public static List<NDArray> anchorLosses(NDArray predictions, Anchors targets) {
    NDManager manager = predictions.getManager();
    try (ArrayScope scope = new ArrayScope();
        NDManager host = manager.newSubManager(Device.cpu())) {
      NDList losses =
          DetectionKernels.float32(predictions.getDevice())
              .callAll(
                  "rpn_losses",
                  new NDList(
                      predictions,
                      Rows.index(manager, targets.rows()),
                      floats(manager, targets.labels(), new Shape(targets.labels().length)),
                      Rows.index(manager, targets.positives()),
                      deltas(manager, targets.deltas()),
                      count(host, targets.count())));
      losses.forEach(scope::keep);
      return losses;
    }
  }

  /**
   * Computes the mean cross entropy of class logits, and the absolute error of deltas summed over
   * the objects and divided by the number of regions; 0 where there are no regions.
   *
   * @shape logits (n, K + 1); deltas (n, 4 b); results ()
   * @param logits class logits
   * @param deltas box deltas, b boxes for each region
   * @param targets classes, rows among n x b and what they should be
   * @return both losses
   */
  public static List<NDArray> regionLosses(NDArray logits, NDArray deltas, Regions targets) {
    NDManager manager = logits.getManager();
    try (ArrayScope scope = new ArrayScope();
        NDManager host = manager.newSubManager(Device.cpu())) {
      NDList losses =
          DetectionKernels.float32(logits.getDevice())
              .callAll(
                  "box_losses",
                  new NDList(
                      logits,
                      deltas,
                      Rows.index(manager, targets.classes()),
                      Rows.index(manager, targets.rows()),
                      deltas(manager, targets.deltas()),
                      count(host, Math.max(1, targets.classes().length))));
      losses.forEach(scope::keep);
      return losses;
    }
  }

  /**
   * Computes the mean binary cross entropy of maps; 0 where there are none.
   *
   * @shape logits (f, K, s, s); result ()
   * @param logits maps of each region
   * @param rows the map that counts of each region, among f x K (f)
   * @param targets 1 for the object, 0 for the rest, (f x s x s)
   * @return the loss
   */
  public static NDArray mapLoss(NDArray logits, int[] rows, byte[] targets) {
    NDManager manager = logits.getManager();
    try (ArrayScope scope = new ArrayScope();
        NDManager host = manager.newSubManager(Device.cpu())) {
      Shape flat = new Shape(targets.length);
      return scope.keep(
          DetectionKernels.float32(logits.getDevice())
              .call(
                  "mask_loss",
                  logits,
                  Rows.index(manager, rows),
                  EngineMemory.of(manager, targets, flat),
                  count(host, Math.max(1, targets.length))));
    }
  }

  private static NDArray deltas(NDManager manager, float[] values) {
    return floats(manager, values, new Shape(values.length / 4, 4));
  }

  private static NDArray floats(NDManager manager, float[] values, Shape shape) {
    return EngineMemory.of(manager, values, shape);
  }

  private static NDArray count(NDManager host, int count) {
    return host.create(new float[] {count});
  }
}
