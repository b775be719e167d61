package io.greenmim.model;

import ai.djl.ndarray.NDArray;

/**
 * A stretch of a forward pass with one array at each end, which can be run again for the backward
 * pass instead of keeping what lies inside (Chen et al., 2016, arXiv 1604.06174, section 3).
 */
@FunctionalInterface
public interface Segment {

  /**
   * Runs the stretch.
   *
   * @param x what the stretch before gave; the images for the first one
   * @return what the next one takes
   */
  NDArray run(NDArray x);
}
