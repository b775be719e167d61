package io.greenmim.tensors.torch;

import io.greenmim.tensors.FileRegion;
import io.greenmim.tensors.Printable;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.List;

/** A tensor of a PyTorch file. */
final class TorchTensor implements StoredTensor {

  private final String name;
  private final TensorRecord view;
  private final FileRegion storage;
  private final ByteOrder order;

  /**
   * Makes a tensor.
   *
   * @param name its name, for messages
   * @param view what it is a view of
   * @param storage the bytes of the whole storage
   * @param order order of the bytes of an element in the file
   * @throws IOException if it repeats elements of its storage until it is larger than the file
   */
  TorchTensor(String name, TensorRecord view, FileRegion storage, ByteOrder order)
      throws IOException {
    this.name = Printable.of(name);
    this.view = view;
    this.storage = storage;
    this.order = order;
    // An expanded view repeats elements: it may, as long as it does not outgrow the file.
    long most = Files.size(storage.path()) / view.type().bytes();
    if (view.elements() < 0 || view.elements() > most) {
      throw new IOException(
          "%s: %s: expected at most the %s elements that the file could hold, got the sides %s"
              .formatted(storage.path(), this.name, most, view.shape()));
    }
  }

  @Override
  public TensorType type() {
    return view.type().tensorType();
  }

  @Override
  public List<Long> shape() {
    return view.shape();
  }

  @Override
  public ByteBuffer read() throws IOException {
    int width = view.type().bytes();
    if (byteSize() > Integer.MAX_VALUE) {
      throw new IOException(
          "%s: %s: expected less than 2 GiB, got %s bytes"
              .formatted(storage.path(), name, byteSize()));
    }
    ByteBuffer data;
    if (elements() == 0) {
      data = ByteBuffer.allocate(0);
    } else if (contiguous()) {
      data = storage.slice(view.offset() * width, byteSize()).read();
    } else {
      data = new StridedReader(width, shape(), view.strides()).read(storage, view.offset());
    }
    if (order == ByteOrder.BIG_ENDIAN) {
      swap(data.array(), type() == TensorType.C64 ? width / 2 : width);
    }
    return data.order(ByteOrder.LITTLE_ENDIAN);
  }

  private boolean contiguous() {
    long expected = 1;
    for (int i = view.shape().size() - 1; i >= 0; i--) {
      long side = view.shape().get(i);
      if (side != 1 && view.strides().get(i) != expected) {
        return false;
      }
      expected *= side;
    }
    return true;
  }

  /** Turns the bytes of every element around. */
  static void swap(byte[] data, int width) {
    for (int at = 0; at < data.length; at += width) {
      for (int i = 0; i < width / 2; i++) {
        byte first = data[at + i];
        data[at + i] = data[at + width - 1 - i];
        data[at + width - 1 - i] = first;
      }
    }
  }
}
