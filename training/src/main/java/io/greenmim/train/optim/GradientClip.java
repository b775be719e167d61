package io.greenmim.train.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.Numbers;
import io.greenmim.ops.Precision;
import java.util.List;

/**
 * The global norm of a gradient and its limit (Pascanu et al., 2013, arXiv 1211.5063, algorithm 1).
 * Each is one call of the engine; nothing is copied to the host.
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
      return scope.keep(kernels(gradients).call("common_norm", Kernels.list("arrays", gradients)));
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
      NDArray inverse = Numbers.power(Numbers.add(norm, EPS), -1);
      NDArray scale = Numbers.atMost(Numbers.multiply(inverse, limit), 1);
      NDList arguments = Kernels.list("arrays", gradients);
      arguments.add(scale);
      kernels(gradients).call("scale_all", arguments);
    }
  }

  private static Kernels kernels(List<NDArray> gradients) {
    return Kernels.on(KernelSource.COMMON, gradients.get(0).getDevice(), Precision.FP32);
  }
}
