package io.greenmim.pvt;

import io.greenmim.sparse.Sites;

/**
 * Row numbers of a stage for a batch, as they go to a device; not copied.
 *
 * @param patches of the first stage, rows of its patches among all, (n x B); null for all
 * @param embedding rows below each token, (n, B, k)
 * @param cells rows of pooled cells, (cells, B, sites); null without them
 */
record BatchRows(int[] patches, int[] embedding, int[] cells) {

  static BatchRows of(Sites sites, Sites below, PooledCells cells, int images) {
    boolean chosen = below == null && sites.count() < sites.height() * sites.width();
    return new BatchRows(
        chosen ? patches(sites, images) : null,
        below == null ? windows(sites, sites, 2, 1, images) : windows(sites, below, 3, 2, images),
        cells == null ? null : cells.rows(images));
  }

  /** The tokens of an array (h x w, B, C) that are active. */
  private static int[] patches(Sites sites, int images) {
    int area = sites.height() * sites.width();
    int[] rows = sites.gridRows(images);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = rows[i] % area * images + rows[i] / area;
    }
    return rows;
  }

  /**
   * Lays a window over a finer grid for each token, which begins one site before the token's own;
   * sites that are not active count as the row behind the last.
   */
  private static int[] windows(Sites sites, Sites from, int side, int stride, int images) {
    int[] tokens = from.tokenRows(images);
    int[] cells = sites.gridRows(images);
    int[] rows = new int[cells.length * side * side];
    int next = 0;
    for (int cell : cells) {
      int image = cell / (sites.height() * sites.width());
      int top = cell / sites.width() % sites.height() * stride - 1;
      int left = cell % sites.width() * stride - 1;
      for (int row = top; row < top + side; row++) {
        for (int col = left; col < left + side; col++) {
          boolean inside = row >= 0 && row < from.height() && col >= 0 && col < from.width();
          rows[next++] =
              inside
                  ? tokens[(image * from.height() + row) * from.width() + col]
                  : from.count() * images;
        }
      }
    }
    return rows;
  }
}
