package io.greenmim.tensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A tensor that is described at once and read when it is asked for. */
public interface StoredTensor {

  /** {@return the type of the elements} */
  TensorType type();

  /** {@return non-negative sides; empty for a scalar} */
  List<Long> shape();

  /**
   * Reads the elements.
   *
   * @return {@link #byteSize} bytes: row-major, without gaps, little-endian, from position 0; the
   *     caller owns the buffer
   * @throws IOException if they cannot be read
   */
  ByteBuffer read() throws IOException;

  /**
   * Returns the number of elements.
   *
   * @return the product of the sides; 1 for a scalar
   * @throws ArithmeticException if it does not fit a long
   */
  default long elements() {
    return shape().contains(0L) ? 0 : shape().stream().reduce(1L, Math::multiplyExact);
  }

  /**
   * Returns the size of the elements without gaps.
   *
   * @return the size in bytes
   * @throws ArithmeticException if it does not fit a long
   */
  default long byteSize() {
    return Math.multiplyExact(elements(), (long) type().bytes());
  }

  /**
   * Describes the tensor.
   *
   * @return such as {@code F32 (96, 3, 4, 4)}
   */
  default String describe() {
    String sides = String.join(", ", shape().stream().map(String::valueOf).toList());
    return type() + " (" + sides + ")";
  }
}
