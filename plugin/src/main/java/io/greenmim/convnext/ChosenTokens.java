package io.greenmim.convnext;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.ops.Rows;
import io.greenmim.sparse.Sites;

/**
 * Some tokens of all that a grid has, on the host; the array is not copied.
 *
 * @param sites where they lie
 * @param rows their numbers in an image if all share a mask, else flat rows of all tokens of the
 *     batch, token x B + image
 */
record ChosenTokens(Sites sites, int[] rows) {

  /** Chooses the active sites. */
  static ChosenTokens of(Sites sites) {
    int batch = sites.masks();
    if (batch == 1) {
      return new ChosenTokens(sites, sites.of(0));
    }
    int cells = sites.height() * sites.width();
    int[] rows = sites.gridRows(batch);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = rows[i] % cells * batch + rows[i] / cells;
    }
    return new ChosenTokens(sites, rows);
  }

  /** Copies the numbers to a device, as {@link Rows#gather} takes them. */
  NDArray toDevice(NDManager manager) {
    NDArray index = Rows.index(manager, rows);
    return sites.masks() == 1 ? index : index.reshape(-1, sites.axis(sites.masks()));
  }
}
