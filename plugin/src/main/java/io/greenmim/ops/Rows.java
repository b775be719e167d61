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
   * <p>With an index for each image of a batch, (m, B), the rows are those of x as (n x B, ...):
   * row {@code i x B + b} is the i-th of image b.
   *
   * @shape x (n, ...), index (m); output (m, ...); or x (n, B, ...), index and output (m, B, ...)
   * @param x rows, (n, ...) or (n, B, ...), float32
   * @param index row numbers, (m), int32, each in [0, n), or (m, B), each in [0, n x B)
   * @return the chosen rows, (m, ...) or (m, B, ...), on the device of {@code x}
   */
  public static NDArray gather(NDArray x, NDArray index) {
    Shape shape = x.getShape();
    Shape chosen = index.getShape();
    int axes = chosen.dimension();
    long rows = shape.slice(0, axes).size();
    try (ArrayScope scope = new ArrayScope()) {
      NDArray flat = x.reshape(rows, shape.size() / rows);
      NDList out = Embedding.embedding(index, flat, SparseFormat.DENSE);
      return scope.keep(out.singletonOrThrow().reshape(chosen.addAll(shape.slice(axes))));
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
    return EngineMemory.of(manager, index, new Shape(index.length));
  }

  /**
   * Puts row numbers on a device, shared by all images or those of each.
   *
   * @param manager manager that owns the array and names its device
   * @param index row numbers; with several masks flat ones, those of all images after each other
   * @param masks number of masks of the batch
   * @return the numbers, (m) for one mask, else (m, masks), int32
   */
  public static NDArray index(NDManager manager, int[] index, int masks) {
    NDArray numbers = index(manager, index);
    return masks == 1 ? numbers : numbers.reshape(-1, masks);
  }
}
