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
   * Computes the common norm of gradients.
   *
   * @param gradients gradients of all parameters, on one device
   * @return the norm, a scalar on the gradients' device; not finite if a gradient is not, or is
   *     beyond what float32 can square
   */
  public static NDArray norm(List<NDArray> gradients) {
    try (Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope()) {
      NDList norms = new NDList();
      gradients.forEach(gradient -> norms.add(gradient.norm()));
      return scope.keep(NDArrays.stack(norms).norm());
    }
  }

  /**
   * Scales gradients so that their common norm stays within a limit.
   *
   * @param gradients gradients of all parameters, on one device
   * @param norm their {@link #norm}
   * @param limit largest norm, positive
   */
  public static void limit(List<NDArray> gradients, NDArray norm, double limit) {
    try (Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope()) {
      NDArray scale = norm.add(EPS).pow(-1).mul(limit).clip(0, 1);
      gradients.forEach(gradient -> gradient.muli(scale));
    }
  }
}
