package io.greenmim.twins;

import io.greenmim.tensors.ComputedTensor;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Kernels of convolutions whose sides change places; no value changes. */
final class KernelSides {

  private KernelSides() {}

  /**
   * Moves the sides of a kernel, when it is read.
   *
   * @param kernel a tensor of as many sides as axes, or another one, which stays as it is
   * @param axes for each side of the result the side of the kernel that becomes it
   */
  static StoredTensor permuted(StoredTensor kernel, int... axes) {
    List<Long> from = kernel.shape();
    boolean same = true;
    for (int i = 0; i < axes.length; i++) {
      same &= axes[i] == i;
    }
    if (same || from.size() != axes.length) {
      return kernel;
    }
    List<Long> to = new ArrayList<>();
    for (int axis : axes) {
      to.add(from.get(axis));
    }
    return new ComputedTensor(kernel.type(), to, () -> moved(kernel, to, axes));
  }

  private static ByteBuffer moved(StoredTensor kernel, List<Long> to, int... axes)
      throws IOException {
    ByteBuffer values = kernel.read();
    int bytes = kernel.type().bytes();
    int[] steps = new int[axes.length];
    int step = bytes;
    for (int i = axes.length - 1; i >= 0; i--) {
      steps[i] = step;
      step *= kernel.shape().get(i).intValue();
    }
    ByteBuffer moved = ByteBuffer.allocate(values.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    int[] place = new int[axes.length];
    while (moved.hasRemaining()) {
      int at = 0;
      for (int i = 0; i < axes.length; i++) {
        at += place[i] * steps[axes[i]];
      }
      moved.put(values.slice(at, bytes));
      for (int i = axes.length - 1; i >= 0 && ++place[i] == to.get(i); i--) {
        place[i] = 0;
      }
    }
    return moved.flip();
  }
}
