package io.greenmim.tensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Floating point numbers of 16 bits (IEEE 754 binary16): 1 bit sign, 5 bits exponent, 10 bits
 * fraction.
 */
public final class HalfNumbers {

  private static final int EXPONENT = 0x1f;
  private static final int FRACTION_BITS = 10;
  private static final int BIAS = 15;
  private static final int SIGN = 0x8000;
  private static final int INFINITY = 0x7c00;
  private static final int NAN = 0x7e00;

  private static final int FLOAT_FRACTION_BITS = 23;
  private static final int FLOAT_BIAS = 127;
  private static final int FLOAT_INFINITY = 0x7f800000;

  /** Bits of a fraction that are rounded away. */
  private static final int LOST_BITS = FLOAT_FRACTION_BITS - FRACTION_BITS;

  /** 2^-14, below which the numbers are multiples of 2^-24. */
  private static final float LEAST_NORMAL = 0x1p-14f;

  private static final double STEPS_PER_ONE = 0x1p24;

  private HalfNumbers() {}

  /**
   * Shows a tensor in half precision.
   *
   * @param tensor a tensor that {@link FloatValues} reads
   * @return the tensor of type F16, rounded when it is read; the same tensor if it has that type
   */
  public static StoredTensor of(StoredTensor tensor) {
    return tensor.type() == TensorType.F16
        ? tensor
        : new ComputedTensor(TensorType.F16, tensor.shape(), () -> read(tensor));
  }

  private static ByteBuffer read(StoredTensor tensor) throws IOException {
    float[] values = FloatValues.of(tensor);
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Short.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      data.putShort(narrow(value));
    }
    return data.flip();
  }

  /** Rounds a number to the nearest half, to the even one of two; 65520 and more are infinite. */
  static short narrow(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> Short.SIZE & SIGN;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | NAN);
    }
    if (magnitude < LEAST_NORMAL) {
      return (short) (sign | (int) Math.rint(magnitude * STEPS_PER_ONE));
    }
    int exact = Float.floatToRawIntBits(magnitude);
    if (exact == FLOAT_INFINITY) {
      return (short) (sign | INFINITY);
    }
    // Half of the last place, less one where the number is even: a carry goes into the exponent.
    int rounded = exact + (1 << (LOST_BITS - 1)) - 1 + ((exact >>> LOST_BITS) & 1);
    int half = (rounded - ((FLOAT_BIAS - BIAS) << FLOAT_FRACTION_BITS)) >>> LOST_BITS;
    return (short) (sign | Math.min(half, INFINITY));
  }

  /** The same number as a float. */
  static float widen(short bits) {
    int exponent = bits >> FRACTION_BITS & EXPONENT;
    int fraction = bits & (1 << FRACTION_BITS) - 1;
    float magnitude;
    if (exponent == EXPONENT) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb((float) fraction, 1 - BIAS - FRACTION_BITS);
    } else {
      magnitude =
          Math.scalb((float) (fraction | 1 << FRACTION_BITS), exponent - BIAS - FRACTION_BITS);
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
