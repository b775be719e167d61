package io.greenmim.detect.ops;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import io.greenmim.ops.ArrayScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Pooled features for training: a leaf that collects the gradient of what is computed from it, and
 * the way from there back to the maps, which the engine's own gradient of such sums is many times
 * slower at.
 *
 * <pre>{@code
 * try (PooledRois rois = pooler.record(levels, boxes)) {
 *   collector.backward(headLoss(rois.features()));
 *   PooledRois.backward(otherLoss(levels), List.of(rois));
 * }
 * }</pre>
 */
public final class PooledRois implements AutoCloseable {

  private final RoiPooling pooling;
  private final NDArray features;

  PooledRois(RoiPooling pooling) {
    this.pooling = pooling;
    features = pooling.pooled();
    // The scope of the forward pass must not close it: its gradient is read later.
    NDScope.unregister(features);
    features.setRequiresGradient(true);
  }

  /**
   * Returns the pooled features.
   *
   * @shape result (R, C, h, w)
   * @return features, image 0's regions first, channels last in memory
   */
  public NDArray features() {
    return features;
  }

  /**
   * Goes on with the backward pass where that of the heads ended: computes the gradients of a loss
   * and, at once, what the pooled features hand on to the maps that they were read from.
   *
   * @shape loss a scalar
   * @param loss the loss that does not come from pooled features
   * @param pools pooled features of the same maps, after the backward pass of all that was computed
   *     from them; those without regions add nothing
   */
  public static void backward(NDArray loss, List<PooledRois> pools) {
    try (ArrayScope scope = new ArrayScope()) {
      List<NDArray> targets = new ArrayList<>(List.of(loss));
      List<NDArray> gradients = new ArrayList<>(List.of(loss.onesLike()));
      for (PooledRois pool : pools) {
        if (pool.features.getShape().get(0) > 0) {
          targets.addAll(pool.pooling.maps());
          gradients.addAll(pool.pooling.gradients(pool.features.getGradient()));
        }
      }
      NDList arguments = new NDList(DetectionKernels.list("targets", targets));
      arguments.addAll(DetectionKernels.list("gradients", gradients));
      DetectionKernels.float32(loss.getDevice()).call("backward", arguments);
    }
  }

  /** Frees the features. */
  @Override
  public void close() {
    features.close();
  }
}
