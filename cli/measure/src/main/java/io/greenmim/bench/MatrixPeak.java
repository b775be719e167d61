package io.greenmim.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.Precision;

/**
 * The most that this machine multiplies: the best of several products of square matrices, large
 * enough to reach the limit, small enough to be over soon. The matrices are cast to the precision
 * once; what that takes is not counted.
 */
public final class MatrixPeak {

  private static final int PRODUCTS = 4;
  private static final int REPEATS = 3;

  private final NDManager manager;
  private final Kernels kernels;
  private final int side;
  private double best;

  /**
   * Makes a measurement that has not run.
   *
   * @param manager names the device
   * @param precision what is multiplied
   * @param side rows and columns of the matrices
   */
  public MatrixPeak(NDManager manager, Precision precision, int side) {
    this.manager = manager;
    this.side = side;
    kernels = Kernels.on(KernelSource.COMMON, manager.getDevice(), precision);
  }

  /** Multiplies a few times; the best of all calls counts. */
  public void measure() {
    try (Autograd.Paused paused = Autograd.pause();
        NDManager scope = manager.newSubManager()) {
      NDArray a = scope.randomUniform(-1, 1, new Shape(side, side));
      NDArray b = scope.randomUniform(-1, 1, new Shape(side, side));
      NDArray none = scope.zeros(new Shape(0));
      NDArray some = scope.zeros(new Shape(PRODUCTS));
      double casts = seconds(a, b, none);
      for (int i = 0; i < REPEATS; i++) {
        casts = Math.min(casts, seconds(a, b, none));
      }
      for (int i = 0; i < REPEATS; i++) {
        double seconds = seconds(a, b, some);
        // Matrices that are over sooner than the clock can tell count with their casts.
        double multiplying = seconds > casts ? seconds - casts : seconds;
        best = Math.max(best, 2.0 * PRODUCTS * side * side * side / multiplying);
      }
    }
  }

  private double seconds(NDArray a, NDArray b, NDArray repeats) {
    long began = System.nanoTime();
    try (NDArray value = kernels.call("products", a, b, repeats)) {
      // Read back: on a GPU the product is still under way when the call returns.
      value.getFloat();
    }
    return (System.nanoTime() - began) / 1e9;
  }

  /**
   * {@return the best rate so far: operations per second, a multiplication and an addition counted
   * apart}
   */
  public double flopPerSecond() {
    return best;
  }
}
