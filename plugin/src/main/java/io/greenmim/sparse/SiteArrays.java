package io.greenmim.sparse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Precision;
import io.greenmim.ops.Rows;

/**
 * {@link Sites} of a batch on a device, made once for a batch and used by every block of a stage.
 */
public final class SiteArrays {

  private final Sites sites;
  private final int batch;
  private final NDArray gridRows;
  private final FormArrays arrays;

  private SiteArrays(NDManager manager, BatchMaps maps) {
    sites = maps.sites();
    batch = maps.images();
    gridRows = sites.whole() ? null : Rows.index(manager, maps.gridRows());
    arrays = FormArrays.of(manager, maps);
  }

  /**
   * Copies sites to a device.
   *
   * @param manager manager that names the device and owns the arrays
   * @param sites the sites
   * @param batch images of the batch, B
   * @return their arrays
   * @throws IllegalArgumentException if there are several lists of sites, but not one for each
   *     image
   */
  public static SiteArrays of(NDManager manager, Sites sites, int batch) {
    SiteMaps maps = SiteMaps.of(sites, ConvolutionForm.GRID, 1);
    return of(manager, maps, batch, Precision.REFERENCE);
  }

  /**
   * Copies sites to a device, and what submanifold convolutions read there.
   *
   * @param manager manager that names the device and owns the arrays
   * @param maps the maps of the sites
   * @param batch images of the batch, B
   * @param precision what the pass is computed with
   * @return their arrays
   * @throws IllegalArgumentException if there are several lists of sites, but not one for each
   *     image
   */
  public static SiteArrays of(NDManager manager, SiteMaps maps, int batch, Precision precision) {
    return new SiteArrays(manager, maps.batch(batch, manager.getDevice(), precision));
  }

  /** {@return the sites} */
  public Sites sites() {
    return sites;
  }

  /** {@return images of the batch, B} */
  public int batch() {
    return batch;
  }

  /**
   * Returns where each token lies on the flat grid, (n x B) or (R), int32; null if at all sites.
   */
  NDArray gridRows() {
    return gridRows;
  }

  /** {@return how depth-wise convolutions are computed} */
  public ConvolutionForm form() {
    return arrays.form();
  }

  /** Returns what depth-wise convolutions read. */
  FormArrays arrays() {
    return arrays;
  }

  /**
   * Returns the shape of tokens at these sites.
   *
   * @param channels channels C of a token
   * @return (n, B, C), or (R, 1, C)
   */
  public Shape tokens(long channels) {
    return new Shape(sites.count(), sites.axis(batch), channels);
  }

  /** Returns the shape of the dense grid, (B, h, w, C). */
  private Shape grid(long channels) {
    return new Shape(batch, sites.height(), sites.width(), channels);
  }

  /** Puts tokens on a dense grid, zeros elsewhere: (n, B, C) or (R, 1, C) to (B, h, w, C). */
  NDArray toGrid(NDArray x) {
    long channels = x.getShape().get(2);
    try (ArrayScope scope = new ArrayScope()) {
      NDArray none = x.getManager().zeros(new Shape(1, channels), x.getDataType());
      NDArray rows = NDArrays.concat(new NDList(x.reshape(-1, channels), none), 0);
      NDArray tokens = Rows.index(x.getManager(), sites.tokenRows(batch));
      return scope.keep(Rows.gather(rows, tokens).reshape(grid(channels)));
    }
  }

  /** Reads the tokens of a dense grid: (B, h, w, C) to (n, B, C) or (R, 1, C). */
  NDArray fromGrid(NDArray grid) {
    long channels = grid.getShape().get(3);
    try (ArrayScope scope = new ArrayScope()) {
      NDArray rows = Rows.index(grid.getManager(), sites.gridRows(batch));
      return scope.keep(Rows.gather(grid.reshape(-1, channels), rows).reshape(tokens(channels)));
    }
  }
}
