package io.greenmim.pvt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.nn.ReducedAttention.Keys;
import io.greenmim.ops.Rows;
import io.greenmim.sparse.PatchArrays;
import io.greenmim.sparse.SiteArrays;
import io.greenmim.sparse.SiteMaps;
import io.greenmim.sparse.Sites;

/**
 * Which tokens the layers of a stage read, on the host.
 *
 * @param maps where the stage's tokens lie, and what their convolutions read
 * @param below where those of the stage before lie; null in the first stage, which reads patches
 * @param keySide side of the squares of tokens that become keys; 1 for tokens as they are, or 0 for
 *     7 x 7 cells of the whole grid
 * @param means whether keys are means
 */
record StageSites(SiteMaps maps, Sites below, int keySide, boolean means) {

  /** Where the tokens lie. */
  Sites sites() {
    return maps.sites();
  }

  /**
   * The rows on a device.
   *
   * @param patches of the first stage, rows of its patches among all, (n x B), int32; null for all
   * @param embedding rows below each token, (n, B, k), int32
   * @param keys the tokens of keys, or null
   * @param sites where the tokens lie
   */
  record OnDevice(NDArray patches, NDArray embedding, Keys keys, SiteArrays sites) {}

  /** Number of keys of an image. */
  int keys() {
    return keySide == 0 ? PvtConfig.POOL * PvtConfig.POOL : sites().count() / (keySide * keySide);
  }

  /** Copies the rows to a device, for a batch of that many images. */
  OnDevice toDevice(NDManager manager, int batch) {
    return new OnDevice(
        below == null && sites().count() < sites().height() * sites().width()
            ? Rows.index(manager, patches(batch))
            : null,
        below == null
            ? windows(manager, sites(), 2, 1, batch)
            : windows(manager, below, 3, 2, batch),
        keys(manager, batch),
        SiteArrays.of(manager, maps, batch));
  }

  /** The tokens of an array (h x w, B, C) that are active. */
  private int[] patches(int batch) {
    int area = sites().height() * sites().width();
    int[] rows = sites().gridRows(batch);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = rows[i] % area * batch + rows[i] / area;
    }
    return rows;
  }

  /**
   * Lays a window over a finer grid for each token, which begins one site before the token's own;
   * sites that are not active count as the row behind the last.
   */
  private NDArray windows(NDManager manager, Sites from, int side, int stride, int batch) {
    int[] tokens = from.tokenRows(batch);
    int[] cells = sites().gridRows(batch);
    int[] rows = new int[cells.length * side * side];
    int next = 0;
    for (int cell : cells) {
      int image = cell / (sites().height() * sites().width());
      int top = cell / sites().width() % sites().height() * stride - 1;
      int left = cell % sites().width() * stride - 1;
      for (int row = top; row < top + side; row++) {
        for (int col = left; col < left + side; col++) {
          boolean inside = row >= 0 && row < from.height() && col >= 0 && col < from.width();
          rows[next++] =
              inside
                  ? tokens[(image * from.height() + row) * from.width() + col]
                  : from.count() * batch;
        }
      }
    }
    return Rows.index(manager, rows).reshape(sites().count(), batch, (long) side * side);
  }

  private Keys keys(NDManager manager, int batch) {
    if (keySide == 0) {
      return PooledCells.of(sites().height(), sites().width()).toDevice(manager, batch);
    }
    if (keySide == 1 && !means) {
      return null;
    }
    NDArray rows = PatchArrays.of(manager, sites(), keySide, batch).rows();
    long area = (long) keySide * keySide;
    return new Keys(rows, means ? manager.full(new Shape(keys(), 1, area), 1f / area) : null);
  }
}
