package io.greenmim.tensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements of any type as 32-bit floating point numbers. */
public final class FloatValues {

  private FloatValues() {}

  /**
   * Reads a tensor.
   *
   * @param tensor a tensor of any type
   * @return its elements, row-major; exact for F32, F16, BF16, the 8- and 16-bit integers and BOOL,
   *     rounded for the others
   * @throws IOException if it cannot be read, or is of 8-bit floating point, complex or other
   *     numbers
   */
  public static float[] of(StoredTensor tensor) throws IOException {
    ByteBuffer data = tensor.read().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[Math.toIntExact(tensor.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (tensor.type()) {
            case F64 -> (float) data.getDouble();
            case F32 -> data.getFloat();
            case F16 -> HalfNumbers.widen(data.getShort());
            case BF16 -> Float.intBitsToFloat(data.getShort() << Short.SIZE);
            case I64 -> data.getLong();
            case I32 -> data.getInt();
            case I16 -> data.getShort();
            case U16 -> Short.toUnsignedInt(data.getShort());
            case U32 -> Integer.toUnsignedLong(data.getInt());
            case U64 -> unsigned(data.getLong());
            case I8 -> data.get();
            case U8, BOOL -> Byte.toUnsignedInt(data.get());
            case F8_E4M3, F8_E5M2, F8_E4M3FNUZ, F8_E5M2FNUZ, F8_E8M0, C64, OTHER ->
                throw new IOException(
                    "expected numbers that float32 holds, got " + tensor.describe());
          };
    }
    return values;
  }

  private static float unsigned(long bits) {
    return bits >= 0 ? bits : 2f * (float) (bits >>> 1);
  }
}
