package io.greenmim.train.classify;

import ai.djl.ndarray.NDArray;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Scaling;

/** The loss of classifiers whose targets are shares of classes. */
public final class SoftTargets {

  private SoftTargets() {}

  /**
   * Computes the cross entropy: the mean over images of {@code -sum(target x log softmax(logits))}
   * (Szegedy et al., 2015, arXiv 1512.00567, section 7). Classes are weighted by the targets: a
   * share times the weight of its class.
   *
   * @param logits logits, (B, K), float32
   * @param targets shares of the classes, (B, K), float32, 0 or more; a smoothed label and mixed
   *     ones too
   * @return the loss, a scalar
   */
  public static NDArray crossEntropy(NDArray logits, NDArray targets) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray sum = logits.logSoftmax(1).mul(targets).sum();
      return scope.keep(Scaling.scale(sum, -1.0 / logits.getShape().get(0)));
    }
  }
}
