package io.greenmim.convnext;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.ops.EngineMemory;
import io.greenmim.sparse.Sites;

/**
 * Which sites of whole maps are visible, on the host.
 *
 * @param masks number of masks: 1 if all images share it
 * @param values 1 for a visible site and 0 for others, (h x w, masks)
 */
record ShownSites(int masks, float[] values) {

  static ShownSites of(Sites visible) {
    int masks = visible.masks();
    float[] values = new float[visible.height() * visible.width() * masks];
    for (int mask = 0; mask < masks; mask++) {
      for (int site : visible.of(mask)) {
        values[site * masks + mask] = 1;
      }
    }
    return new ShownSites(masks, values);
  }

  /** Copies the values to a device, (h x w, 1 or B, 1). */
  NDArray toDevice(NDManager manager) {
    Shape shape = new Shape(values.length / masks, masks, 1);
    return EngineMemory.of(manager, values, shape);
  }
}
