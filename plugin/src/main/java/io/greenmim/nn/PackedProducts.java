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
 * Products with matrices that are put into the processor's order once, where they are right on this
 * machine: the engine takes the order for granted, and where a virtual machine hides the caches of
 * its processor, oneDNN has been seen to multiply float32 matrices of 40, 48, 72, ... outputs in
 * another order than it had put them into; those of multiples of 64 were right. What would be wrong
 * is multiplied as it is.
 */
final class PackedProducts {

  /** Below these sizes choosing the scale of the inputs costs more than 8 bits gain. */
  private static final int LEAST_INPUTS = 96;

  private static final int LEAST_OUTPUTS = 384;

  /** Outputs that oneDNN cuts a matrix into. */
  private static final int BLOCK = 64;

  /** What is tried: whole blocks of outputs, and what remains of 16, 32 and 48. */
  private static final int[] OUTPUTS = {
    16, 40, 48, 64, 72, 96, 112, 128, 144, 160, 192, 240, 320, 384, 480, 576, 768, 1536
  };

  private static final int[] ROWS = {1, 50, 196};

  /** Share of the largest value: rounding to 8 bits leaves a hundredth, a wrong order all. */
  private static final float MOST_ERROR = 0.1f;

  private static final Map<InferencePrecision, Packed> PACKED = new ConcurrentHashMap<>();

  private PackedProducts() {}

  /** Which matrices are packed. */
  private enum Packed {
    NONE,
    /** Those whose outputs are a multiple of {@link #BLOCK}. */
    BLOCKS,
    ALL
  }

  /** What is computed with where no integers are multiplied. */
  static Precision arithmetic(InferencePrecision precision) {
    return precision == InferencePrecision.FP32 ? Precision.FP32 : Precision.BF16;
  }

  private static Kernels kernels(InferencePrecision precision) {
    return Kernels.on(PackedWeights.KERNELS, Device.cpu(), arithmetic(precision));
  }

  /** Tells whether any matrix is packed. */
  static boolean pack(InferencePrecision precision) {
    return packed(precision) != Packed.NONE;
  }

  private static boolean pack(InferencePrecision precision, long outputs) {
    Packed packed = packed(precision);
    return packed == Packed.ALL || (packed == Packed.BLOCKS && outputs % BLOCK == 0);
  }

  /** Is tried at the first time. */
  private static Packed packed(InferencePrecision precision) {
    return PACKED.computeIfAbsent(precision, PackedProducts::tried);
  }

  private static Packed tried(InferencePrecision precision) {
    Packed packed = Packed.ALL;
    for (int outputs : OUTPUTS) {
      if (!isRight(precision, outputs)) {
        packed = outputs % BLOCK == 0 || packed == Packed.NONE ? Packed.NONE : Packed.BLOCKS;
      }
    }
    return packed;
  }

  private static boolean isRight(InferencePrecision precision, int outputs) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope()) {
      // Numbers without a pattern that another order could keep.
      NDArray numbers = manager.arange((outputs + 1) * LEAST_INPUTS);
      NDArray waves = numbers.toType(DataType.FLOAT32, false).square().sin();
      NDArray weight = waves.get("{}:", LEAST_INPUTS).reshape(outputs, LEAST_INPUTS);
      NDArray x = waves.get(":{}", LEAST_INPUTS).reshape(1, LEAST_INPUTS);
      NDList packed = packed(precision, manager, weight, manager.zeros(new Shape(outputs)));
      packed.forEach(array -> array.setName("packed[]"));
      boolean right = true;
      for (int rows : ROWS) {
        NDArray all = x.repeat(0, rows);
        NDList arguments = new NDList(all);
        arguments.addAll(packed);
        NDArray exact = all.matMul(weight.transpose());
        NDArray error = kernels(precision).call("packed_linear", arguments).sub(exact);
        right &= error.abs().max().getFloat() <= MOST_ERROR * exact.abs().max().getFloat();
      }
      return right;
    }
  }

  /**
   * Makes a matrix and an offset ready for products.
   *
   * @param precision what is computed with
   * @param manager owns what is made beside the matrix
   * @param weight the matrix, (out, in), float32
   * @param offset the offset, (out), float32
   * @return arrays for the functions of {@link PackedWeights#KERNELS}
   */
  static NDList prepare(
      InferencePrecision precision, NDManager manager, NDArray weight, NDArray offset) {
    return pack(precision, weight.getShape().get(0))
        ? packed(precision, manager, weight, offset)
        : asItIs(precision, weight, offset);
  }

  /** A matrix in its own order. */
  static NDList asItIs(InferencePrecision precision, NDArray weight, NDArray offset) {
    Kernels kernels = kernels(precision);
    return new NDList(
        kernels.call("cast", weight.stopGradient()), kernels.call("cast", offset.duplicate()));
  }

  static NDList packed(
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
