package io.greenmim.train.align;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.EngineMemory;
import io.greenmim.tensors.FileFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What the locked parts make of images and sentences, computed once: that of images in a file that
 * ends with the run, that of sentences in memory.
 */
final class PairFeatures implements AutoCloseable {

  private final Path path;
  private final FileChannel file;
  private final float[][] sentences;
  private final boolean[] written;
  private Shape shape;

  /**
   * Makes room for features.
   *
   * @param path the file, which is deleted in the end
   * @param images number of images
   * @param sentences vectors of all sentences
   */
  PairFeatures(Path path, int images, float[][] sentences) throws IOException {
    this.path = path;
    file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    this.sentences = sentences;
    written = new boolean[images];
  }

  /** Keeps the features of some images, (n, B, C). */
  void write(List<Integer> images, NDArray features) throws IOException {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray turned = features.transpose(1, 0, 2); // (n, B, C) -> (B, n, C)
      shape = new Shape(turned.getShape().get(1), turned.getShape().get(2));
      float[] values = turned.flatten().toFloatArray();
      int length = values.length / images.size();
      for (int i = 0; i < images.size(); i++) {
        ByteBuffer bytes = buffer(length);
        bytes.asFloatBuffer().put(values, i * length, length);
        long place = (long) images.get(i) * bytes.capacity();
        while (bytes.hasRemaining()) {
          place += file.write(bytes, place);
        }
        written[images.get(i)] = true;
      }
    } catch (IOException e) {
      throw FileFailure.of(path, e);
    }
  }

  private static ByteBuffer buffer(int floats) {
    return ByteBuffer.allocate(floats * Float.BYTES).order(ByteOrder.nativeOrder());
  }

  /** Tells whether an image could be read. */
  boolean has(int image) {
    return written[image];
  }

  /** The image itself, or the next among the first ones that could be read. */
  int readable(int image, int among) {
    int next = image;
    while (!written[next]) {
      next = (next + 1) % among;
    }
    return next;
  }

  /** The features of some images, (n, B, C), float32. */
  NDArray images(NDManager manager, List<Integer> images) {
    int length = Math.toIntExact(shape.size());
    float[] values = new float[images.size() * length];
    try {
      for (int i = 0; i < images.size(); i++) {
        ByteBuffer bytes = buffer(length);
        long place = (long) images.get(i) * bytes.capacity();
        while (bytes.hasRemaining()) {
          int read = file.read(bytes, place + bytes.position());
          if (read < 0) {
            throw new IOException("features of images: the file ends too early");
          }
        }
        bytes.flip();
        bytes.asFloatBuffer().get(values, i * length, length);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Shape all = new Shape(images.size(), shape.get(0), shape.get(1));
    return EngineMemory.own(manager.create(values, all)).transpose(1, 0, 2);
  }

  /** The vectors of some sentences, (B, T), float32. */
  NDArray sentences(NDManager manager, List<Integer> numbers) {
    int size = sentences[0].length;
    float[] values = new float[numbers.size() * size];
    for (int i = 0; i < numbers.size(); i++) {
      System.arraycopy(sentences[numbers.get(i)], 0, values, i * size, size);
    }
    return EngineMemory.own(manager.create(values, new Shape(numbers.size(), size)));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
