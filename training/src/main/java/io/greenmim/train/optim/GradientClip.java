package io.greenmim.train.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import java.util.List;

/**
 * The global norm of a gradient and its limit (Pascanu et al., 2013, arXiv 1211.5063, algorithm 1).
 * Nothing is copied to the host.
 */
public final class GradientClip {

  /** Added to the norm before the division, as PyTorch does. */
  private static final double EPS = 1e-6;

  private GradientClip() {}

  /**
   * Scales gradients so that their common norm stays within a limit.
   *
   * @param gradients gradients of all parameters, on one device
   * @param limit largest norm; 0 for no limit
   * @return the norm before scaling, a scalar on the gradients' device
   */
  public static NDArray clip(List<NDArray> gradients, double limit) {
    try (Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope()) {
      NDList norms = new NDList();
      gradients.forEach(gradient -> norms.add(gradient.norm()));
      NDArray total = scope.keep(NDArrays.stack(norms).norm());
      if (limit > 0) {
        NDArray scale = total.add(EPS).pow(-1).mul(limit).clip(0, 1);
        gradients.forEach(gradient -> gradient.muli(scale));
      }
      return total;
    }
  }
}
