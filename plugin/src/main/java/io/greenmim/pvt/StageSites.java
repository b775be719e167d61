package io.greenmim.pvt;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.nn.ReducedAttention.Keys;
import io.greenmim.ops.Precision;
import io.greenmim.ops.Rows;
import io.greenmim.sparse.PatchArrays;
import io.greenmim.sparse.PatchMaps;
import io.greenmim.sparse.Remembered;
import io.greenmim.sparse.SiteArrays;
import io.greenmim.sparse.SiteMaps;
import io.greenmim.sparse.Sites;

/**
 * Which tokens the layers of a stage read, on the host.
 *
 * @param maps where the stage's tokens lie, and what their convolutions read
 * @param below where those of the stage before lie; null in the first stage, which reads patches
 * @param squares the squares of tokens that become keys; null for tokens as they are, and for cells
 * @param cells the cells of the whole grid whose means become keys; null without them
 * @param means whether keys are means
 * @param rows row numbers of a batch
 */
record StageSites(
    SiteMaps maps,
    Sites below,
    PatchMaps squares,
    PooledCells cells,
    boolean means,
    Remembered<Integer, BatchRows> rows) {

  /**
   * Finds what a stage reads.
   *
   * @param maps where the stage's tokens lie, and what their convolutions read
   * @param below where those of the stage before lie; null in the first stage
   * @param keySide side of the squares of tokens that become keys; 1 for tokens as they are, or 0
   *     for 7 x 7 cells of the whole grid
   * @param means whether keys are means
   */
  static StageSites of(SiteMaps maps, Sites below, int keySide, boolean means) {
    Sites sites = maps.sites();
    PooledCells cells = keySide == 0 ? PooledCells.of(sites.height(), sites.width()) : null;
    boolean squares = keySide > 1 || (keySide == 1 && means);
    return new StageSites(
        maps,
        below,
        squares ? PatchMaps.of(sites, keySide) : null,
        cells,
        means,
        new Remembered<>(images -> BatchRows.of(sites, below, cells, images)));
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

  /** Where the tokens lie. */
  Sites sites() {
    return maps.sites();
  }

  /** Number of keys of an image. */
  int keys() {
    return cells != null ? PooledCells.COUNT : sites().count() / (keySide() * keySide());
  }

  /** Side of the squares of tokens that become keys; 1 for tokens as they are, 0 for cells. */
  int keySide() {
    return cells != null ? 0 : squares == null ? 1 : squares.side();
  }

  /** Makes all row numbers of a batch. */
  void prepare(int images, Device device, Precision precision) {
    maps.prepare(images, device, precision);
    rows.of(images);
    if (squares != null) {
      squares.prepare(images);
    }
  }

  /** Copies the rows of a batch to a device. */
  OnDevice toDevice(NDManager manager, int images, Precision precision) {
    BatchRows made = rows.of(images);
    return new OnDevice(
        made.patches() == null ? null : Rows.index(manager, made.patches()),
        Rows.index(manager, made.embedding()).reshape(sites().count(), images, -1),
        keys(manager, made, images),
        SiteArrays.of(manager, maps, images, precision));
  }

  private Keys keys(NDManager manager, BatchRows made, int images) {
    if (cells != null) {
      return cells.toDevice(manager, made.cells(), images);
    }
    if (squares == null) {
      return null;
    }
    NDArray tokens = PatchArrays.of(manager, squares, images).rows();
    long area = tokens.getShape().get(2);
    return new Keys(tokens, means ? manager.full(new Shape(keys(), 1, area), 1f / area) : null);
  }
}
