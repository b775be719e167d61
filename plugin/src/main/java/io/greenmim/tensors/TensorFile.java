package io.greenmim.tensors;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A file of named tensors. */
public interface TensorFile {

  /**
   * Returns where the file is.
   *
   * @return the path it was opened from
   */
  Path path();

  /** {@return names and tensors, in the order of the file; not to be changed} */
  Map<String, StoredTensor> tensors();

  /**
   * Returns what else the file says of itself.
   *
   * @return texts by name, in the order of the file; not to be changed
   */
  Map<String, String> metadata();

  /**
   * Returns a tensor.
   *
   * @param name its name
   * @return the tensor
   * @throws IOException if there is no such tensor
   */
  default StoredTensor tensor(String name) throws IOException {
    StoredTensor tensor = tensors().get(name);
    if (tensor == null) {
      throw new IOException(
          "%s: expected a tensor '%s', got none".formatted(path(), Printable.of(name)));
    }
    return tensor;
  }
}
