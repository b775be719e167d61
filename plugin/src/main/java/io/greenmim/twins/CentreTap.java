package io.greenmim.twins;

import io.greenmim.tensors.ComputedTensor;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;

/**
 * The centre of a position kernel, which adds the input where it is larger by 1: a convolution with
 * a residual and one without are the same with other weights.
 */
final class CentreTap {

  private static final int TAPS = 9;
  private static final int CENTRE = 4;

  private CentreTap() {}

  /** Adds a number to the centre of each channel of a kernel (C, 1, 3, 3), when it is read. */
  static StoredTensor moved(StoredTensor kernel, float number) {
    return new ComputedTensor(
        TensorType.F32,
        kernel.shape(),
        () -> {
          float[] values = FloatValues.of(kernel);
          for (int at = CENTRE; at < values.length; at += TAPS) {
            values[at] += number;
          }
          return MemoryTensor.of(values, kernel.shape()).read();
        });
  }
}
