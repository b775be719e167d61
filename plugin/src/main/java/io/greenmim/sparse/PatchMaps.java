package io.greenmim.sparse;

/**
 * The k x k sites under each active site of a grid that is k times coarser, on the host: what a
 * convolution with kernel = stride reads. Immutable; made on the loader's threads.
 */
public final class PatchMaps {

  private final Sites sites;
  private final Sites coarse;
  private final int side;
  private final Remembered<Integer, Batch> batches = new Remembered<>(this::make);

  /**
   * The rows of a batch, as they go to a device; not copied.
   *
   * @param rows rows of the flat tokens; their number stands for a site that is not active
   * @param padded whether there is such a site
   */
  record Batch(int[] rows, boolean padded) {}

  private PatchMaps(Sites sites, int side) {
    this.sites = sites;
    this.side = side;
    coarse = sites.convolved(side, side, 0);
  }

  /**
   * Finds the patches of a grid.
   *
   * @param sites the sites that are read
   * @param side side k of the kernel
   * @return the patches under the active sites of the coarser grid
   */
  public static PatchMaps of(Sites sites, int side) {
    return new PatchMaps(sites, side);
  }

  /** {@return the active sites of the coarser grid} */
  public Sites coarse() {
    return coarse;
  }

  /** {@return sites k per side of a patch} */
  public int side() {
    return side;
  }

  /**
   * Makes the rows of a batch now, for {@link PatchArrays} to copy.
   *
   * @param images images of the batch, B
   * @throws IllegalArgumentException if there are several lists of sites, but not one for each
   *     image
   */
  public void prepare(int images) {
    batches.of(images);
  }

  Batch batch(int images) {
    return batches.of(images);
  }

  private Batch make(int images) {
    int[] rows = sites.patchRows(side, images);
    int tokens = sites.count() * sites.axis(images);
    boolean padded = false;
    for (int row : rows) {
      padded |= row == tokens;
    }
    return new Batch(rows, padded);
  }
}
