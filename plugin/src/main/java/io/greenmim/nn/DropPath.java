package io.greenmim.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Numbers;
import io.greenmim.ops.PassStore;

/**
 * Stochastic depth (Huang et al., 2016, arXiv 1603.09382, section 3): in training, drops a residual
 * branch for whole images and scales the others up, so that the expectation stays.
 *
 * <p>Draws the random numbers of the pass: seed them before a pass and the pass repeats.
 */
public final class DropPath {

  private final double rate;

  /**
   * Makes the rule.
   *
   * @param rate probability that an image's branch is dropped, in [0, 1)
   * @throws IllegalArgumentException if the rate is out of its range
   */
  public DropPath(double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("drop path: expected a rate in [0, 1), got " + rate);
    }
    this.rate = rate;
  }

  /**
   * Draws what to keep.
   *
   * @param store the parameter store, which has the random numbers of the pass
   * @param x the block's input, (n, B, C)
   * @param training whether this is a training pass; otherwise nothing is dropped
   * @return for each image 0 or 1 / (1 - rate), the factor of its branch, (1, B, 1); null where
   *     nothing is dropped
   */
  public NDArray draw(ParameterStore store, NDArray x, boolean training) {
    if (!training || rate == 0) {
      return null;
    }
    try (ArrayScope scope = new ArrayScope()) {
      int images = Math.toIntExact(x.getShape().get(1));
      NDArray noise = PassStore.uniform(store, x.getManager(), images).reshape(1, images, 1);
      NDArray keep = Numbers.isAtLeast(noise, (float) rate).toType(DataType.FLOAT32, false);
      return scope.keep(Numbers.divide(keep, (float) (1 - rate)));
    }
  }
}
