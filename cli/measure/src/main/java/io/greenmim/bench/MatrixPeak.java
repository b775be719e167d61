package io.greenmim.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.host.Processor;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.Precision;

/**
 * The most that this machine multiplies: the best of several products of square matrices, large
 * enough to reach the limit, small enough to be over soon. The matrices are cast to the precision,
 * and packed, once; what that takes is not counted.
 */
public final class MatrixPeak {

  private static final KernelSource PLAIN = new KernelSource(MatrixPeak.class, "products");
  private static final KernelSource PACKED = new KernelSource(MatrixPeak.class, "packed_products");

  private static final int CPU_SIDE = 2048;
  private static final int GPU_SIDE = 8192;
  private static final int PRODUCTS = 4;
  private static final int REPEATS = 3;

  private final NDManager manager;
  private final Precision precision;
  private final int side;
  private MatrixRate best = new MatrixRate(0, 0);

  /**
   * Makes a measurement that has not run.
   *
   * @param manager names the device
   * @param precision what is multiplied
   * @param side rows and columns of the matrices; 0 for as many as the device needs, 2048 on a
   *     processor and 8192 on a GPU
   */
  public MatrixPeak(NDManager manager, Precision precision, int side) {
    this.manager = manager;
    this.precision = precision;
    int usual = manager.getDevice().isGpu() ? GPU_SIDE : CPU_SIDE;
    this.side = side == 0 ? usual : side;
  }

  /** Multiplies a few times; the best of all calls counts. */
  public void measure() {
    Device device = manager.getDevice();
    double plain = rate(Kernels.on(PLAIN, device, precision), PLAIN.name());
    double packed = packs(device) ? rate(Kernels.on(PACKED, device, precision), PACKED.name()) : 0;
    best = best.or(new MatrixRate(plain, packed));
  }

  /** Whether products with packed matrices can be measured there. */
  static boolean packs(Device device) {
    return !device.isGpu() && Processor.isX86();
  }

  private double rate(Kernels kernels, String method) {
    double rate = 0;
    try (Autograd.Paused paused = Autograd.pause();
        NDManager scope = manager.newSubManager()) {
      NDArray a = scope.randomUniform(-1, 1, new Shape(side, side));
      NDArray b = scope.randomUniform(-1, 1, new Shape(side, side));
      NDArray none = scope.zeros(new Shape(0));
      NDArray some = scope.zeros(new Shape(PRODUCTS));
      double before = seconds(kernels, method, a, b, none);
      for (int i = 0; i < REPEATS; i++) {
        before = Math.min(before, seconds(kernels, method, a, b, none));
      }
      for (int i = 0; i < REPEATS; i++) {
        double seconds = seconds(kernels, method, a, b, some);
        // Matrices that are over sooner than the clock can tell count with what was before.
        double multiplying = seconds > before ? seconds - before : seconds;
        rate = Math.max(rate, 2.0 * PRODUCTS * side * side * side / multiplying);
      }
    }
    return rate;
  }

  private static double seconds(
      Kernels kernels, String method, NDArray a, NDArray b, NDArray repeats) {
    long began = System.nanoTime();
    try (NDArray value = kernels.call(method, a, b, repeats)) {
      // Read back: on a GPU the product is still under way when the call returns.
      value.getFloat();
    }
    return (System.nanoTime() - began) / 1e9;
  }

  /** {@return the best rates so far} */
  public MatrixRate rate() {
    return best;
  }
}
