package io.greenmim.tensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Some rows of a tensor in another order, taken when it is read; no value changes.
 *
 * @param source the tensor, of at least one side
 * @param rows for each row its place in the source
 */
public record SelectedRows(StoredTensor source, List<Integer> rows) implements StoredTensor {

  /** Copies the list. */
  public SelectedRows {
    rows = List.copyOf(rows);
  }

  @Override
  public TensorType type() {
    return source.type();
  }

  @Override
  public List<Long> shape() {
    List<Long> shape = new ArrayList<>(source.shape());
    shape.set(0, (long) rows.size());
    return shape;
  }

  @Override
  public ByteBuffer read() throws IOException {
    ByteBuffer from = source.read();
    ByteBuffer to = ByteBuffer.allocate(Math.toIntExact(byteSize())).order(ByteOrder.LITTLE_ENDIAN);
    int bytes = to.capacity() / rows.size();
    for (int row : rows) {
      to.put(from.slice(row * bytes, bytes));
    }
    return to.flip();
  }
}
