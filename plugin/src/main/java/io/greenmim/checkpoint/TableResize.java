package io.greenmim.checkpoint;

import io.greenmim.checkpoint.resize.BicubicGrid;
import io.greenmim.checkpoint.resize.GeometricGrid;
import io.greenmim.config.GridSize;
import io.greenmim.tensors.ComputedTensor;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** How a relative position bias table is resized when the window changes. */
public enum TableResize {
  /**
   * A cubic spline over positions in geometric progression: what BEiT and SimMIM fine-tune with.
   */
  GEOMETRIC,
  /** Bicubic interpolation: what Microsoft's Swin and its detectors do. */
  BICUBIC;

  /**
   * Resizes a table for another window, when it is read: each head's biases are resampled along
   * both axes, in double precision; an axis of the same length stays as it is.
   *
   * @param table the table, (from, heads)
   * @param from rows and columns of its positions
   * @param to rows and columns of the new positions
   * @return the table, (to, heads), float32
   * @throws IllegalArgumentException if the known table is too small for a cubic spline
   */
  StoredTensor resized(StoredTensor table, GridSize from, GridSize to) {
    double[][] down = weights(from.height(), to.height());
    double[][] across = weights(from.width(), to.width());
    List<Long> shape = List.of(to.cells(), table.shape().get(1));
    return new ComputedTensor(TensorType.F32, shape, () -> resampled(table, down, across, shape));
  }

  private double[][] weights(int from, int to) {
    if (from == to) {
      double[][] same = new double[to][from];
      for (int i = 0; i < to; i++) {
        same[i][i] = 1;
      }
      return same;
    }
    return this == GEOMETRIC ? GeometricGrid.weights(from, to) : BicubicGrid.weights(from, to);
  }

  private static ByteBuffer resampled(
      StoredTensor table, double[][] down, double[][] across, List<Long> shape) throws IOException {
    float[] values = FloatValues.of(table);
    int from = across[0].length;
    int to = across.length;
    int heads = Math.toIntExact(shape.get(1));
    float[] resized = new float[down.length * to * heads];
    for (int head = 0; head < heads; head++) {
      double[][] rows = new double[down.length][from];
      for (int y = 0; y < down.length; y++) {
        for (int x = 0; x < from; x++) {
          for (int k = 0; k < down[y].length; k++) {
            rows[y][x] += down[y][k] * values[(k * from + x) * heads + head];
          }
        }
      }
      for (int y = 0; y < down.length; y++) {
        for (int x = 0; x < to; x++) {
          double sum = 0;
          for (int k = 0; k < from; k++) {
            sum += across[x][k] * rows[y][k];
          }
          resized[(y * to + x) * heads + head] = (float) sum;
        }
      }
    }
    return MemoryTensor.of(resized, shape).read();
  }
}
