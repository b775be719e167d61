package io.greenmim.checkpoint;

import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A tensor whose last side is put into another order when it is read; no value changes.
 *
 * @param source the tensor
 * @param order order of its last side
 */
record ReorderedTensor(StoredTensor source, MergeOrder order) implements StoredTensor {

  @Override
  public TensorType type() {
    return source.type();
  }

  @Override
  public List<Long> shape() {
    return source.shape();
  }

  @Override
  public ByteBuffer read() throws IOException {
    ByteBuffer from = source.read();
    int size = type().bytes();
    int[] places = order.places(Math.toIntExact(shape().get(shape().size() - 1)));
    ByteBuffer to = ByteBuffer.allocate(from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < from.remaining(); row += places.length * size) {
      for (int place : places) {
        to.put(from.slice(row + place * size, size));
      }
    }
    return to.flip();
  }
}
