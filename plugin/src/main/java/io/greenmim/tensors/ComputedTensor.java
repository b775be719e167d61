package io.greenmim.tensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A tensor that is computed of others when it is read.
 *
 * @param type type of the elements
 * @param shape sides
 * @param source computes the elements, as {@link StoredTensor#read} gives them
 */
public record ComputedTensor(TensorType type, List<Long> shape, Source source)
    implements StoredTensor {

  /** Computes the elements of a tensor. */
  @FunctionalInterface
  public interface Source {

    /**
     * Computes the elements.
     *
     * @return row-major, without gaps, little-endian, from position 0
     * @throws IOException if what they are computed of cannot be read
     */
    ByteBuffer read() throws IOException;
  }

  /** Keeps a copy of the shape. */
  public ComputedTensor {
    shape = List.copyOf(shape);
  }

  @Override
  public ByteBuffer read() throws IOException {
    return source.read();
  }
}
