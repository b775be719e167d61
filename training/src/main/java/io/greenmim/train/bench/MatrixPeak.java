package io.greenmim.train.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.ops.Autograd;

/**
 * The most that this machine multiplies: the best of several products of square matrices, large
 * enough to reach the limit, small enough to be over soon.
 */
final class MatrixPeak {

  private static final int REPEATS = 4;

  private final NDManager manager;
  private final int side;
  private double best;

  /**
   * Makes a measurement that has not run.
   *
   * @param manager names the device
   * @param side rows and columns of the matrices
   */
  MatrixPeak(NDManager manager, int side) {
    this.manager = manager;
    this.side = side;
  }

  /** Multiplies a few times; the best of all calls counts. */
  void measure() {
    try (Autograd.Paused paused = Autograd.pause();
        NDManager scope = manager.newSubManager()) {
      NDArray a = scope.randomUniform(-1, 1, new Shape(side, side));
      NDArray b = scope.randomUniform(-1, 1, new Shape(side, side));
      for (int i = 0; i < REPEATS; i++) {
        long began = System.nanoTime();
        try (NDArray product = a.matMul(b);
            NDArray one = product.get(0, 0)) {
          // Read back: on a GPU the product is still under way when the call returns.
          one.getFloat();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        best = Math.max(best, 2.0 * side * side * side / seconds);
      }
    }
  }

  /**
   * Returns the best rate so far.
   *
   * @return operations per second, a multiplication and an addition counted apart
   */
  double flopPerSecond() {
    return best;
  }
}
