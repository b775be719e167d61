package io.greenmim.checkpoint;

import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The weight of a patch embedding for our pixels, computed when it is read. Where channels only
 * change places no value changes.
 *
 * @param source the weight, (out, 3, kh, kw)
 * @param pixels what it was trained on
 */
record RepaintedTensor(StoredTensor source, InputPixels pixels) implements StoredTensor {

  private static final int CHANNELS = 3;

  @Override
  public TensorType type() {
    return pixels.undivided() ? TensorType.F32 : source.type();
  }

  @Override
  public List<Long> shape() {
    return source.shape();
  }

  @Override
  public ByteBuffer read() throws IOException {
    return pixels.undivided() ? scaled() : moved();
  }

  private int plane() {
    return Math.toIntExact(shape().get(2) * shape().get(3));
  }

  private ByteBuffer moved() throws IOException {
    ByteBuffer from = source.read();
    ByteBuffer to = ByteBuffer.allocate(from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    int bytes = plane() * type().bytes();
    for (int at = 0; at < from.limit(); at += CHANNELS * bytes) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        to.put(from.slice(at + pixels.place(channel) * bytes, bytes));
      }
    }
    return to.flip();
  }

  private ByteBuffer scaled() throws IOException {
    float[] from = FloatValues.of(source);
    float[] to = new float[from.length];
    int plane = plane();
    for (int i = 0; i < to.length; i++) {
      int channel = i / plane % CHANNELS;
      int place = i + (pixels.place(channel) - channel) * plane;
      to[i] = (float) (from[place] * pixels.factor(channel));
    }
    return MemoryTensor.of(to, shape()).read();
  }
}
