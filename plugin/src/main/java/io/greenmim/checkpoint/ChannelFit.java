package io.greenmim.checkpoint;

import io.greenmim.tensors.ComputedTensor;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.util.List;
import java.util.Locale;

/** What becomes of the weight that the pixels meet where a model has other channels. */
public enum ChannelFit {
  /** It is an error. */
  REFUSE,
  /**
   * Each new channel gets the sum over the old ones, divided by the number of new ones: an image of
   * equal channels gives what it gave.
   */
  MEAN;

  /** {@return the name in lower case} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Spreads a weight over other channels, when it is read.
   *
   * @param weight the weight, (out, channels, height, width)
   * @param channels number of new channels
   * @return the weight, (out, new channels, height, width), float32
   */
  static StoredTensor mean(StoredTensor weight, int channels) {
    List<Long> shape = weight.shape();
    int plane = Math.toIntExact(shape.get(2) * shape.get(3));
    int old = Math.toIntExact(shape.get(1));
    List<Long> wanted = List.of(shape.get(0), (long) channels, shape.get(2), shape.get(3));
    return new ComputedTensor(
        TensorType.F32,
        wanted,
        () -> {
          float[] from = FloatValues.of(weight);
          float[] to = new float[from.length / old * channels];
          for (int i = 0; i < to.length; i++) {
            int out = i / (channels * plane);
            double sum = 0;
            for (int c = 0; c < old; c++) {
              sum += from[(out * old + c) * plane + i % plane];
            }
            to[i] = (float) (sum / channels);
          }
          return MemoryTensor.of(to, wanted).read();
        });
  }
}
