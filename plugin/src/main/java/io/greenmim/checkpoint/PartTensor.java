package io.greenmim.checkpoint;

import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the equal parts of a tensor along its first side, cut out when it is read.
 *
 * @param whole the tensor; the number of parts divides its first side
 * @param part number of the part, from 0
 * @param parts number of parts
 */
record PartTensor(StoredTensor whole, int part, int parts) implements StoredTensor {

  @Override
  public TensorType type() {
    return whole.type();
  }

  @Override
  public List<Long> shape() {
    List<Long> shape = new ArrayList<>(whole.shape());
    shape.set(0, shape.get(0) / parts);
    return shape;
  }

  @Override
  public ByteBuffer read() throws IOException {
    int bytes = Math.toIntExact(byteSize());
    return whole.read().slice(part * bytes, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
