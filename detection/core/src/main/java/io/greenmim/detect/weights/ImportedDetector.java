package io.greenmim.detect.weights;

import io.greenmim.checkpoint.LoadReport;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.tensors.StoredTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A checkpoint as a detector of ours.
 *
 * @param layout layout of the checkpoint, for readers
 * @param config configuration of the detector
 * @param tensors tensors by the names of the detector's state dict, converted when they are read
 * @param report what did not fit; the tensors that it calls missing are not among {@code tensors}
 */
public record ImportedDetector(
    String layout, DetectorConfig config, Map<String, StoredTensor> tensors, LoadReport report) {

  /** Copies the tensors' table. */
  public ImportedDetector {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }
}
