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
   * Copies patches to a device.
   *
   * @param manager manager that names the device and owns the array
   * @param maps the patches
   * @param batch images of the batch, B
   * @return their rows
   * @throws IllegalArgumentException if there are several lists of sites, but not one for each
   *     image
   */
  public static PatchArrays of(NDManager manager, PatchMaps maps, int batch) {
    PatchMaps.Batch made = maps.batch(batch);
    Sites coarse = maps.coarse();
    Shape shape = new Shape(coarse.count(), coarse.axis(batch), (long) maps.side() * maps.side());
    return new PatchArrays(Rows.index(manager, made.rows()).reshape(shape), made.padded());
  }
}
