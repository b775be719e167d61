package io.greenmim.ops;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;

/** Gathering of whole rows: the one way in which tokens change places. */
public final class Rows {

  private Rows() {}

  /**
   * Gathers rows: {@code out[i] = x[index[i]]}. Its gradient adds the rows' gradients in index
   * order, so that it is the same on every run.
   *
   * @shape x (n, ...), index (m); output (m, ...)
   * @param x rows, (n, ...), float32
   * @param index row numbers, (m), int32, each in [0, n)
   * @return the chosen rows, (m, ...), on the device of {@code x}
   */
  public static NDArray gather(NDArray x, NDArray index) {
    Shape shape = x.getShape();
    long rows = shape.get(0);
    try (ArrayScope scope = new ArrayScope()) {
      NDArray flat = x.reshape(rows, shape.size() / rows);
      NDList out = Embedding.embedding(index, flat, SparseFormat.DENSE);
      return scope.keep(
          out.singletonOrThrow().reshape(new Shape(index.size()).addAll(shape.slice(1))));
    }
  }

  /**
   * Puts row numbers on a device.
   *
   * @param manager manager that owns the array and names its device
   * @param index row numbers
   * @return the numbers, (m), int32
   */
  public static NDArray index(NDManager manager, int[] index) {
    return EngineMemory.own(manager.create(index, new Shape(index.length)));
  }
}
