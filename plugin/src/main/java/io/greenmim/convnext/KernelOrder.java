package io.greenmim.convnext;

import io.greenmim.tensors.ComputedTensor;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Kernels as the sparse convolutions of the published pre-training keep them: (sites, in, out),
 * depth-wise (sites, channels), where a site's number is column x side + row. Tensors are computed
 * when they are read; no value changes.
 */
final class KernelOrder {

  private KernelOrder() {}

  /** The same elements in the same order under another shape. */
  static StoredTensor reshaped(StoredTensor tensor, Long... shape) {
    return new ComputedTensor(tensor.type(), List.of(shape), tensor::read);
  }

  /** Whether the first side is the number of sites of a square. */
  static boolean isSquare(StoredTensor tensor) {
    long side = side(tensor);
    return side * side == tensor.shape().get(0);
  }

  private static long side(StoredTensor tensor) {
    return Math.round(Math.sqrt((double) tensor.shape().get(0)));
  }

  /** (sites, in, out), or depth-wise (sites, channels), to (out, in or 1, side, side). */
  static StoredTensor toOurs(StoredTensor tensor) {
    List<Long> shape = tensor.shape();
    long side = side(tensor);
    long out = shape.get(shape.size() - 1);
    long in = shape.size() == 2 ? 1 : shape.get(1);
    return new ComputedTensor(
        tensor.type(),
        List.of(out, in, side, side),
        () -> ordered(tensor, (int) side, (int) in, (int) out, true));
  }

  /** The inverse of {@link #toOurs}. */
  static StoredTensor toTheirs(StoredTensor tensor, boolean depthwise) {
    List<Long> shape = tensor.shape();
    long out = shape.get(0);
    long in = shape.get(1);
    long side = shape.get(2);
    return new ComputedTensor(
        tensor.type(),
        depthwise ? List.of(side * side, out) : List.of(side * side, in, out),
        () -> ordered(tensor, (int) side, (int) in, (int) out, false));
  }

  private static ByteBuffer ordered(StoredTensor tensor, int side, int in, int out, boolean toOurs)
      throws IOException {
    ByteBuffer from = tensor.read();
    int size = tensor.type().bytes();
    ByteBuffer to = ByteBuffer.allocate(from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        for (int row = 0; row < side; row++) {
          for (int col = 0; col < side; col++) {
            int ours = ((o * in + i) * side + row) * side + col;
            int theirs = ((col * side + row) * in + i) * out + o;
            int source = toOurs ? theirs : ours;
            to.put((toOurs ? ours : theirs) * size, from, source * size, size);
          }
        }
      }
    }
    return to;
  }
}
