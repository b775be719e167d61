package io.greenmim.tensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * A tensor of a kind that is not read: it may be in a file as long as nobody needs it.
 *
 * @param path the file, for messages
 * @param name its name, for messages
 * @param kind what it is, such as {@code complex128}
 * @param shape its sides; empty if they are not known
 */
public record OtherTensor(Path path, String name, String kind, List<Long> shape)
    implements StoredTensor {

  /** Copies the sides. */
  public OtherTensor {
    shape = List.copyOf(shape);
  }

  @Override
  public TensorType type() {
    return TensorType.OTHER;
  }

  @Override
  public ByteBuffer read() throws IOException {
    throw new IOException(
        "%s: %s: expected a plain tensor, got one of %s"
            .formatted(path, Printable.of(name), Printable.of(kind)));
  }

  /** Nothing is known of its bytes. */
  @Override
  public long byteSize() {
    return 0;
  }

  @Override
  public String describe() {
    String sides = String.join(", ", shape.stream().map(String::valueOf).toList());
    return Printable.of(kind) + (shape.isEmpty() ? "" : " (" + sides + ")");
  }
}
