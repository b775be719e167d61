package io.greenmim.pvt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.nn.ReducedAttention.Keys;
import io.greenmim.ops.EngineMemory;
import io.greenmim.ops.Rows;
import java.util.Arrays;

/**
 * Which tokens the layers of a stage read, on the host. Numbers are those of tokens inside an
 * image; what is not there is one more than the last of them.
 *
 * @param grid the sites of the stage's tokens
 * @param embedding the sites below each token's embedding
 * @param keys the tokens of each key; null where keys are the tokens themselves
 * @param keyWeights the weight of each of these tokens where keys are means; null for a convolution
 */
record StageRows(SiteGrid grid, Windows embedding, Windows keys, float[] keyWeights) {

  /**
   * Sites that windows lie over.
   *
   * @param count number of windows of an image
   * @param area sites of a window
   * @param sites numbers of the sites, (count x masks x area)
   */
  record Windows(int count, int area, int[] sites) {

    /** The rows of an array (n, B, C) as (count, B, area). */
    NDArray toDevice(NDManager manager, int masks, int batch) {
      int[] rows = new int[count * batch * area];
      int next = 0;
      for (int window = 0; window < count; window++) {
        for (int image = 0; image < batch; image++) {
          int from = (window * masks + image % masks) * area;
          for (int i = from; i < from + area; i++) {
            rows[next++] = sites[i] * batch + image;
          }
        }
      }
      return Rows.index(manager, rows).reshape(count, batch, area);
    }
  }

  /**
   * The rows on a device.
   *
   * @param embedding (n, B, k), int32
   * @param keys the tokens of keys, or null
   * @param cells cell of each token in a grid (B, h, w), (n x B), int32
   * @param holders row of the token of each cell, n x B where there is none, (B x h x w), int32
   * @param gridLike an array of the grid's shape, (h, w)
   */
  record OnDevice(NDArray embedding, Keys keys, NDArray cells, NDArray holders, NDArray gridLike) {}

  /** Copies the rows to a device, for a batch of that many images. */
  OnDevice toDevice(NDManager manager, int batch) {
    int masks = grid.masks();
    int[] cells = cells(batch);
    NDArray gridLike = manager.zeros(new Shape(grid.height(), grid.width()));
    return new OnDevice(
        embedding.toDevice(manager, masks, batch),
        keys == null ? null : new Keys(keys.toDevice(manager, masks, batch), weights(manager)),
        Rows.index(manager, cells),
        Rows.index(manager, holders(cells, batch)),
        gridLike);
  }

  private NDArray weights(NDManager manager) {
    if (keyWeights == null) {
      return null;
    }
    Shape shape = new Shape(keys.count(), 1, keys.area());
    return EngineMemory.own(manager.create(keyWeights, shape));
  }

  private int[] cells(int batch) {
    int area = grid.height() * grid.width();
    int[] cells = new int[grid.count() * batch];
    for (int image = 0; image < batch; image++) {
      int[] sites = grid.sites(image % grid.masks());
      for (int token = 0; token < sites.length; token++) {
        cells[token * batch + image] = image * area + sites[token];
      }
    }
    return cells;
  }

  private int[] holders(int[] cells, int batch) {
    int[] holders = new int[batch * grid.height() * grid.width()];
    Arrays.fill(holders, cells.length);
    for (int row = 0; row < cells.length; row++) {
      holders[cells[row]] = row;
    }
    return holders;
  }
}
