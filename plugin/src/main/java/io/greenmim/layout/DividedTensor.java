package io.greenmim.layout;

import io.greenmim.tensors.ComputedTensor;
import io.greenmim.tensors.StoredTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Tensors that one layout keeps whole and another in equal parts along the first side. */
public final class DividedTensor {

  private DividedTensor() {}

  /**
   * Puts tensors together, when they are read.
   *
   * @param parts tensors of one type and shape
   * @return one tensor
   */
  public static StoredTensor join(List<StoredTensor> parts) {
    StoredTensor first = parts.get(0);
    List<Long> shape = new ArrayList<>(first.shape());
    shape.set(0, Math.multiplyExact(shape.get(0), (long) parts.size()));
    return new ComputedTensor(
        first.type(),
        shape,
        () -> {
          ByteBuffer whole =
              ByteBuffer.allocate(Math.toIntExact(first.byteSize() * parts.size()))
                  .order(ByteOrder.LITTLE_ENDIAN);
          for (StoredTensor part : parts) {
            whole.put(part.read());
          }
          return whole.flip();
        });
  }

  /**
   * Cuts a part out of a tensor, when it is read.
   *
   * @param whole the tensor; the number of parts divides its first side
   * @param part number of the part, from 0
   * @param parts number of parts
   * @return the part
   */
  public static StoredTensor part(StoredTensor whole, int part, int parts) {
    List<Long> shape = new ArrayList<>(whole.shape());
    shape.set(0, shape.get(0) / parts);
    return new ComputedTensor(
        whole.type(),
        shape,
        () -> {
          int bytes = Math.toIntExact(whole.byteSize() / parts);
          return whole.read().slice(part * bytes, bytes).order(ByteOrder.LITTLE_ENDIAN);
        });
  }
}
