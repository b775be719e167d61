package io.greenmim.checkpoint;

import io.greenmim.checkpoint.resize.BicubicGrid;
import io.greenmim.checkpoint.resize.GeometricGrid;
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
   * Resizes a table for another window, when it is read: each head's square of biases is resampled
   * along both axes, in double precision.
   *
   * @param table the table, (from x from, heads)
   * @param to side of the new table
   * @return the table, (to x to, heads), float32
   * @throws IllegalArgumentException if the known table is too small for a cubic spline
   */
  StoredTensor resized(StoredTensor table, int to) {
    int from = (int) Math.round(Math.sqrt((double) table.shape().get(0)));
    double[][] weights =
        this == GEOMETRIC ? GeometricGrid.weights(from, to) : BicubicGrid.weights(from, to);
    List<Long> shape = List.of((long) to * to, table.shape().get(1));
    return new ComputedTensor(TensorType.F32, shape, () -> resampled(table, weights, shape));
  }

  private static ByteBuffer resampled(StoredTensor table, double[][] weights, List<Long> shape)
      throws IOException {
    float[] values = FloatValues.of(table);
    int from = weights[0].length;
    int to = weights.length;
    int heads = Math.toIntExact(shape.get(1));
    float[] resized = new float[to * to * heads];
    for (int head = 0; head < heads; head++) {
      double[][] rows = new double[to][from];
      for (int y = 0; y < to; y++) {
        for (int x = 0; x < from; x++) {
          for (int k = 0; k < from; k++) {
            rows[y][x] += weights[y][k] * values[(k * from + x) * heads + head];
          }
        }
      }
      for (int y = 0; y < to; y++) {
        for (int x = 0; x < to; x++) {
          double sum = 0;
          for (int k = 0; k < from; k++) {
            sum += weights[x][k] * rows[y][k];
          }
          resized[(y * to + x) * heads + head] = (float) sum;
        }
      }
    }
    return MemoryTensor.of(resized, shape).read();
  }
}
