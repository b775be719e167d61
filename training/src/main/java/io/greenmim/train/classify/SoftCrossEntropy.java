package io.greenmim.train.classify;

import ai.djl.ndarray.NDArray;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Scaling;

/** The loss of classifiers whose targets are shares of classes. */
public final class SoftCrossEntropy {

  private SoftCrossEntropy() {}

  /**
   * Computes the mean over images of {@code -sum(target x log softmax(logits))}. A share times the
   * weight of its class weighs the classes.
   *
   * @param logits logits, (B, K), float32
   * @param targets shares of the classes, (B, K), float32, as {@link
   *     io.greenmim.train.augment.SoftTargets} makes them
   * @return the loss, a scalar
   */
  public static NDArray of(NDArray logits, NDArray targets) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray sum = logits.logSoftmax(1).mul(targets).sum();
      return scope.keep(Scaling.scale(sum, -1.0 / logits.getShape().get(0)));
    }
  }
}
