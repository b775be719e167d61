package io.greenmim.tensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A tensor in memory.
 *
 * @param type type of the elements
 * @param shape sides; empty for a scalar
 * @param data elements, row-major, little-endian
 */
public record MemoryTensor(TensorType type, List<Long> shape, ByteBuffer data)
    implements StoredTensor {

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if the data do not have the size of the shape
   */
  public MemoryTensor {
    shape = List.copyOf(shape);
    long elements = shape.stream().reduce(1L, Math::multiplyExact);
    if (data.remaining() != elements * type.bytes()) {
      throw new IllegalArgumentException(
          "expected %s bytes for %s %s, got %s"
              .formatted(elements * type.bytes(), type, shape, data.remaining()));
    }
  }

  /**
   * Makes a float32 tensor.
   *
   * @param values the elements, row-major
   * @param shape the sides
   * @return the tensor
   */
  public static MemoryTensor of(float[] values, List<Long> shape) {
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new MemoryTensor(TensorType.F32, shape, data);
  }

  @Override
  public ByteBuffer read() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }
}
