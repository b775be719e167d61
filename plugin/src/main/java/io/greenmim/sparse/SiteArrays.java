package io.greenmim.sparse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Rows;

/**
 * {@link Sites} of a batch on a device, made once for a batch and used by every block of a stage.
 */
public final class SiteArrays {

  private final Sites sites;
  private final int batch;
  private final NDArray gridRows;
  private final NDArray tokenRows;
  private final FormArrays form;

  private SiteArrays(NDManager manager, FormMaps maps, int batch) {
    this.batch = batch;
    sites = maps.sites();
    gridRows = Rows.index(manager, sites.gridRows(batch));
    tokenRows =
        Rows.index(manager, sites.tokenRows(batch)).reshape(batch, sites.height(), sites.width());
    form = FormArrays.of(manager, maps, batch);
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
    FormMaps maps = FormMaps.of(sites, ConvolutionForm.GRID, 1);
    return new SiteArrays(manager, maps, batch);
  }

  /**
   * Copies sites to a device, and what submanifold convolutions read there.
   *
   * @param manager manager that names the device and owns the arrays
   * @param maps the maps of the sites
   * @param batch images of the batch, B
   * @return their arrays
   * @throws IllegalArgumentException if there are several lists of sites, but not one for each
   *     image
   */
  public static SiteArrays of(NDManager manager, SiteMaps maps, int batch) {
    return new SiteArrays(manager, maps.maps(), batch);
  }

  /** {@return the sites} */
  public Sites sites() {
    return sites;
  }

  /** {@return images of the batch, B} */
  public int batch() {
    return batch;
  }

  /** {@return where each token lies on the flat grid, (n x B) or (R), int32} */
  public NDArray gridRows() {
    return gridRows;
  }

  /** {@return which token lies at each site, (B, h, w), int32; the number of tokens for none} */
  public NDArray tokenRows() {
    return tokenRows;
  }

  /** Returns what submanifold convolutions read. */
  FormArrays form() {
    return form;
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

  /**
   * Puts tokens on a dense grid, zeros elsewhere.
   *
   * @shape x (n, B, C) or (R, 1, C); output (B, h, w, C)
   * @param x tokens
   * @return the grid
   */
  public NDArray toGrid(NDArray x) {
    long channels = x.getShape().get(2);
    try (ArrayScope scope = new ArrayScope()) {
      NDArray none = x.getManager().zeros(new Shape(1, channels), x.getDataType());
      NDArray rows = NDArrays.concat(new NDList(x.reshape(gridRows.size(), channels), none), 0);
      return scope.keep(
          Rows.gather(rows, tokenRows.flatten())
              .reshape(batch, sites.height(), sites.width(), channels));
    }
  }
}
