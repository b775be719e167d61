package io.greenmim.sparse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.ops.Rows;

/**
 * What a convolution with kernel = stride reads, on a device.
 *
 * @param rows rows of the flat tokens, (m, B, k x k) or (R, 1, k x k), int32; the number of tokens
 *     stands for a site that is not active
 * @param padded whether there is such a site
 */
public record PatchArrays(NDArray rows, boolean padded) {

  /**
   * Copies the patches of a grid to a device.
   *
   * @param manager manager that names the device and owns the array
   * @param sites the sites that are read
   * @param side side k of the kernel
   * @param batch images of the batch, B
   * @return the patches under the active sites of the coarser grid
   * @throws IllegalArgumentException if there are several lists of sites, but not one for each
   *     image
   */
  public static PatchArrays of(NDManager manager, Sites sites, int side, int batch) {
    Sites coarse = sites.convolved(side, side, 0);
    int[] rows = sites.patchRows(side, batch);
    int tokens = sites.count() * sites.axis(batch);
    boolean padded = false;
    for (int row : rows) {
      padded |= row == tokens;
    }
    Shape shape = new Shape(coarse.count(), coarse.axis(batch), (long) side * side);
    return new PatchArrays(Rows.index(manager, rows).reshape(shape), padded);
  }
}
