package io.greenmim.checkpoint;

import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.nio.file.Path;
import java.util.Map;

/** A checkpoint in memory. */
public record MapFile(Map<String, StoredTensor> tensors, Map<String, String> metadata)
    implements TensorFile {

  public MapFile(Map<String, StoredTensor> tensors) {
    this(tensors, Map.of());
  }

  @Override
  public Path path() {
    return Path.of("synthetic.pth");
  }
}
