package io.greenmim.sparse;

/** How a convolution at chosen sites is computed; all give the same result but for rounding. */
public enum ConvolutionForm {
  /** Zeros on the dense grid, a dense convolution, and the active sites of its result. */
  GRID,
  /** Each visible patch with a border of half a kernel, and a convolution without padding. */
  BLOCKS,
  /** The same blocks; for each channel one matrix made of its kernel takes all of them. */
  BLOCK_MATRICES,
  /** For each channel one matrix made of its kernel, from all active sites to all of them. */
  SITE_MATRICES
}
