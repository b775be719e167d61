package io.greenmim.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.Precision;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Products with matrices that are put into the processor's order once, and whether they are right
 * on this machine: the engine takes the order for granted, and where a virtual machine hides the
 * caches of its processor, oneDNN has been seen to multiply float32 matrices of 40, 48, 72, ...
 * outputs in another order than it had put them into.
 */
final class PackedProducts {

  /** Below these sizes choosing the scale of the inputs costs more than 8 bits gain. */
  private static final int LEAST_INPUTS = 96;

  private static final int LEAST_OUTPUTS = 384;

  /** What is tried: whole blocks of outputs, and what remains of 16, 32 and 48. */
  private static final int[] OUTPUTS = {16, 40, 48, 64, 72, 96, 112, 144, 160, 240, 384, 480};

  private static final int[] ROWS = {1, 50};

  /** Share of the largest value: rounding to 8 bits leaves a hundredth, a wrong order all. */
  private static final float MOST_ERROR = 0.1f;

  private static final Map<InferencePrecision, Boolean> RIGHT = new ConcurrentHashMap<>();

  private PackedProducts() {}

  /** What is computed with where no integers are multiplied. */
  static Precision arithmetic(InferencePrecision precision) {
    return precision == InferencePrecision.FP32 ? Precision.FP32 : Precision.BF16;
  }

  private static Kernels kernels(InferencePrecision precision) {
    return Kernels.on(PackedWeights.KERNELS, Device.cpu(), arithmetic(precision));
  }

  /** Tells whether products of this machine are right, which is tried at the first time. */
  static boolean areRight(InferencePrecision precision) {
    return RIGHT.computeIfAbsent(precision, PackedProducts::test);
  }

  /**
   * Refuses a precision whose products are wrong here.
   *
   * @throws IllegalStateException if they are
   */
  static void demandRight(InferencePrecision precision) {
    if (!areRight(precision)) {
      throw new IllegalStateException(
          "precision: expected products in %s to be right on this machine, got wrong ones; fp32 is"
                  .formatted(precision)
              + " computed another way");
    }
  }

  private static boolean test(InferencePrecision precision) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope()) {
      for (int outputs : OUTPUTS) {
        // Numbers without a pattern that another order could keep.
        NDArray numbers = manager.arange((outputs + 1) * LEAST_INPUTS);
        NDArray waves = numbers.toType(DataType.FLOAT32, false).square().sin();
        NDArray weight = waves.get("{}:", LEAST_INPUTS).reshape(outputs, LEAST_INPUTS);
        NDArray x = waves.get(":{}", LEAST_INPUTS).reshape(1, LEAST_INPUTS);
        NDList packed = pack(precision, manager, weight, manager.zeros(new Shape(outputs)));
        packed.forEach(array -> array.setName("packed[]"));
        for (int rows : ROWS) {
          NDArray all = x.repeat(0, rows);
          NDList arguments = new NDList(all);
          arguments.addAll(packed);
          NDArray exact = all.matMul(weight.transpose());
          NDArray error = kernels(precision).call("packed_linear", arguments).sub(exact);
          if (!(error.abs().max().getFloat() <= MOST_ERROR * exact.abs().max().getFloat())) {
            return false;
          }
        }
      }
      return true;
    }
  }

  /**
   * Packs a matrix and an offset.
   *
   * @param precision what is computed with
   * @param manager owns what is made beside the matrix
   * @param weight the matrix, (out, in), float32
   * @param offset the offset, (out), float32
   * @return arrays for the functions of {@link PackedWeights#KERNELS}
   */
  static NDList pack(
      InferencePrecision precision, NDManager manager, NDArray weight, NDArray offset) {
    Kernels kernels = kernels(precision);
    Shape shape = weight.getShape();
    boolean small = shape.get(1) < LEAST_INPUTS || shape.get(0) < LEAST_OUTPUTS;
    if (precision != InferencePrecision.INT8 || small) {
      // A copy of its own: what the parameter holds may change.
      return new NDList(
          kernels.call("packed_matrix", weight), kernels.call("cast", offset.duplicate()));
    }
    NDArray scales = kernels.call("row_scales", weight);
    return new NDList(
        kernels.call("integer_matrix", weight, scales),
        scales,
        manager.zeros(new Shape(shape.get(0)), DataType.INT64),
        offset.duplicate());
  }
}
