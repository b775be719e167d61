package io.greenmim.detect.testing;

import io.greenmim.detect.boxes.Boxes;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** Tensors of a reference file as Java arrays. */
public final class Tensors {

  private final TensorFile file;

  private Tensors(TensorFile file) {
    this.file = file;
  }

  public static Tensors open(Path path) throws IOException {
    return new Tensors(SafeTensorsFile.open(path));
  }

  public int side(String name, int axis) {
    try {
      return file.tensor(name).shape().get(axis).intValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public float[] floats(String name) {
    try {
      return FloatValues.of(file.tensor(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Row {@code index} of a tensor whose first axis counts rows. */
  public float[] floats(String name, int index) {
    float[] all = floats(name);
    int length = all.length / side(name, 0);
    return Arrays.copyOfRange(all, index * length, (index + 1) * length);
  }

  public byte[] bytes(String name) {
    ByteBuffer values;
    try {
      values = file.tensor(name).read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] bytes = new byte[values.remaining()];
    values.get(bytes);
    return bytes;
  }

  public byte[] bytes(String name, int index) {
    byte[] all = bytes(name);
    int length = all.length / side(name, 0);
    return Arrays.copyOfRange(all, index * length, (index + 1) * length);
  }

  public int[] ints(String name) {
    try {
      ByteBuffer values = file.tensor(name).read();
      int[] ints = new int[values.remaining() / Integer.BYTES];
      values.asIntBuffer().get(ints);
      return ints;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Boxes boxes(String name) {
    return Boxes.of(floats(name));
  }
}
