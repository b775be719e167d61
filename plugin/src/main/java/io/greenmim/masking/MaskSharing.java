package io.greenmim.masking;

/** Which images hide the same patches. */
public enum MaskSharing {
  /** All images of a batch (Huang et al., 2022, arXiv 2205.13515). */
  BATCH,
  /** None: each image has a mask of its own (He et al., 2021, arXiv 2111.06377). */
  IMAGE;

  /**
   * Counts the masks of a batch.
   *
   * @param images images of the batch
   * @return 1, or the number of images
   */
  public int count(int images) {
    return this == BATCH ? 1 : images;
  }
}
