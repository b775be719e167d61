package io.greenmim.checkpoint;

import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Tensors put together along their first side, when they are read.
 *
 * @param parts tensors of one type and shape
 */
record FusedTensor(List<StoredTensor> parts) implements StoredTensor {

  FusedTensor {
    parts = List.copyOf(parts);
  }

  @Override
  public TensorType type() {
    return parts.get(0).type();
  }

  @Override
  public List<Long> shape() {
    List<Long> shape = new ArrayList<>(parts.get(0).shape());
    shape.set(0, Math.multiplyExact(shape.get(0), (long) parts.size()));
    return shape;
  }

  @Override
  public ByteBuffer read() throws IOException {
    ByteBuffer whole =
        ByteBuffer.allocate(Math.toIntExact(byteSize())).order(ByteOrder.LITTLE_ENDIAN);
    for (StoredTensor part : parts) {
      whole.put(part.read());
    }
    return whole.flip();
  }
}
