package io.greenmim.checkpoint;

import io.greenmim.checkpoint.resize.BicubicGrid;
import io.greenmim.checkpoint.resize.GeometricGrid;

/** How a relative position bias table is resized when the window changes. */
public enum TableResize {
  /**
   * A cubic spline over positions in geometric progression: what BEiT and SimMIM fine-tune with.
   */
  GEOMETRIC,
  /** Bicubic interpolation: what Microsoft's Swin and its detectors do. */
  BICUBIC;

  /**
   * Computes the resampling of one axis of a table.
   *
   * @param from side of the known table, 2 w - 1 for a window w
   * @param to side of the new table
   * @return weights, (to, from)
   * @throws IllegalArgumentException if the known table is too small for a cubic spline
   */
  double[][] weights(int from, int to) {
    return this == GEOMETRIC ? GeometricGrid.weights(from, to) : BicubicGrid.weights(from, to);
  }
}
