package io.greenmim.checkpoint;

import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A relative position bias table for another window, computed when it is read: each head's square
 * of biases is resampled along both axes, in double precision.
 *
 * @param source the table, (from x from, heads)
 * @param weights resampling of one axis, (to, from)
 */
record ResizedTable(StoredTensor source, double[][] weights) implements StoredTensor {

  @Override
  public TensorType type() {
    return TensorType.F32;
  }

  @Override
  public List<Long> shape() {
    return List.of((long) weights.length * weights.length, source.shape().get(1));
  }

  @Override
  public ByteBuffer read() throws IOException {
    float[] values = FloatValues.of(source);
    int from = weights[0].length;
    int to = weights.length;
    int heads = Math.toIntExact(source.shape().get(1));
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
    return MemoryTensor.of(resized, shape()).read();
  }
}
