package io.greenmim.checkpoint;

import io.greenmim.tensors.ComputedTensor;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The pixels that the network of a checkpoint was trained on. Ours are red, green and blue, less
 * the mean and divided by the standard deviation of ImageNet.
 *
 * @param bgr whether blue comes first
 * @param undivided whether the mean is taken off alone
 */
public record InputPixels(boolean bgr, boolean undivided) {

  /** The pixels that our networks see. */
  public static final InputPixels OURS = new InputPixels(false, false);

  /** Standard deviation of red, green and blue, of 0 to 255. */
  private static final double[] STD = {58.395, 57.12, 57.375};

  /**
   * Turns the weight of a patch embedding to our pixels, when it is read. Where channels only
   * change places no value changes.
   *
   * @param weight the weight, (out, 3, kh, kw)
   * @return the weight for our pixels
   */
  StoredTensor repainted(StoredTensor weight) {
    int plane = Math.toIntExact(weight.shape().get(2) * weight.shape().get(3));
    return undivided
        ? new ComputedTensor(TensorType.F32, weight.shape(), () -> scaled(weight, plane))
        : new ComputedTensor(weight.type(), weight.shape(), () -> moved(weight, plane));
  }

  private int place(int channel) {
    return bgr ? STD.length - 1 - channel : channel;
  }

  private ByteBuffer moved(StoredTensor weight, int plane) throws IOException {
    ByteBuffer from = weight.read();
    ByteBuffer to = ByteBuffer.allocate(from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    int bytes = plane * weight.type().bytes();
    for (int at = 0; at < from.limit(); at += STD.length * bytes) {
      for (int channel = 0; channel < STD.length; channel++) {
        to.put(from.slice(at + place(channel) * bytes, bytes));
      }
    }
    return to.flip();
  }

  /** Divided pixels shall give what undivided ones gave. */
  private ByteBuffer scaled(StoredTensor weight, int plane) throws IOException {
    float[] from = FloatValues.of(weight);
    float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      int channel = i / plane % STD.length;
      to[i] = (float) (from[i + (place(channel) - channel) * plane] * STD[channel]);
    }
    return MemoryTensor.of(to, weight.shape()).read();
  }
}
