package io.greenmim.sparse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.ops.EngineMemory;
import io.greenmim.ops.Rows;

/**
 * What a form reads, on a device.
 *
 * @param form the form
 * @param kernel side k of the kernel
 * @param inputs rows of the flat tokens: (N, w, w) for blocks, (w x w, N) for their matrices, w = q
 *     + k - 1
 * @param outputs where each token lies in what the blocks give
 * @param taps the taps between the inputs and outputs of a matrix, (k x k, q x q, w x w) or (k x k,
 *     n, n)
 */
record FormArrays(ConvolutionForm form, int kernel, NDArray inputs, NDArray outputs, NDArray taps) {

  /** Copies the maps of a form to a device. */
  static FormArrays of(NDManager manager, BatchMaps maps) {
    int kernel = maps.kernel();
    long wide = maps.side() + kernel - 1L;
    NDArray inputs = null;
    NDArray outputs = null;
    if (maps.side() > 0) {
      NDArray rows = Rows.index(manager, maps.inputRows());
      inputs =
          maps.form() == ConvolutionForm.BLOCKS
              ? rows.reshape(-1, wide, wide)
              : rows.reshape(wide * wide, -1);
      outputs = Rows.index(manager, maps.outputRows());
    }
    NDArray taps = null;
    if (maps.taps().length > 0) {
      long area = (long) kernel * kernel;
      long places = maps.side() > 0 ? (long) maps.side() * maps.side() : maps.sites().count();
      Shape shape = new Shape(area, places, maps.taps().length / area / places);
      taps = EngineMemory.of(manager, maps.taps(), shape);
    }
    return new FormArrays(maps.form(), kernel, inputs, outputs, taps);
  }
}
