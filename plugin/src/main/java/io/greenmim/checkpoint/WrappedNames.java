package io.greenmim.checkpoint;

import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names of a checkpoint that was saved from a model on several devices. */
public final class WrappedNames {

  private static final String WRAPPER = "module.";

  private WrappedNames() {}

  /**
   * Takes off what training on several devices puts before every name.
   *
   * @param file the checkpoint
   * @return its tensors, without {@code module.} where all names begin so
   */
  public static Map<String, StoredTensor> unwrapped(TensorFile file) {
    Map<String, StoredTensor> tensors = file.tensors();
    if (tensors.isEmpty() || !tensors.keySet().stream().allMatch(n -> n.startsWith(WRAPPER))) {
      return tensors;
    }
    Map<String, StoredTensor> unwrapped = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> unwrapped.put(name.substring(WRAPPER.length()), tensor));
    return unwrapped;
  }
}
