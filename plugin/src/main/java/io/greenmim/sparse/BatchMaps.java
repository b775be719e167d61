package io.greenmim.sparse;

/**
 * What convolutions at sites read of a batch, on the host, as it goes to a device; arrays are not
 * copied.
 *
 * @param sites the sites
 * @param images images of the batch, B
 * @param gridRows row of the flat grid for each token
 * @param form how depth-wise convolutions are computed
 * @param kernel side k of their kernel
 * @param side sites q per side of a block; 0 where there are none
 * @param inputRows rows of the flat tokens that blocks read
 * @param outputRows where each token lies in what blocks give
 * @param taps the taps of matrices as rows of 0 and 1, (k^2, taps)
 */
record BatchMaps(
    Sites sites,
    int images,
    int[] gridRows,
    ConvolutionForm form,
    int kernel,
    int side,
    int[] inputRows,
    int[] outputRows,
    float[] taps) {

  /** The maps of a form for a batch. */
  static BatchMaps of(FormMaps maps, int images, int[] gridRows) {
    return new BatchMaps(
        maps.sites(),
        images,
        gridRows,
        maps.form(),
        maps.kernel(),
        maps.side(),
        maps.side() == 0 ? new int[0] : maps.inputRows(images),
        maps.side() == 0 ? new int[0] : maps.outputRows(images),
        maps.tapMatrix());
  }
}
