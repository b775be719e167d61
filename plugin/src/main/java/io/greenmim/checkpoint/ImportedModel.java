package io.greenmim.checkpoint;

import io.greenmim.config.ModelConfig;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.tensors.StoredTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A checkpoint as a model of ours.
 *
 * @param layout layout of the checkpoint
 * @param config configuration of the model
 * @param tensors tensors by the names of the model's state dict, converted when they are read
 * @param report what did not fit; the tensors that it calls missing are not among {@code tensors}
 */
public record ImportedModel(
    EncoderLayout layout,
    ModelConfig config,
    Map<String, StoredTensor> tensors,
    LoadReport report) {

  /** Copies the tensors' table. */
  public ImportedModel {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }
}
