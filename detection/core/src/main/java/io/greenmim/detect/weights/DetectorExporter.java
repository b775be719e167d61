package io.greenmim.detect.weights;

import io.greenmim.checkpoint.HeaderConfig;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes detectors as safetensors files with the names of detectron2, which are ours, for red,
 * green and blue in this order. Derived buffers are not written.
 */
public final class DetectorExporter {

  private static final String PYTORCH = "pt";

  private DetectorExporter() {}

  /**
   * Writes a detector for other projects, whole or not at all. Its header keeps the configuration.
   *
   * @param file the file
   * @param tensors tensors by the names of the detector's state dict; those that are missing stay
   *     missing
   * @param config configuration of the detector
   * @throws IOException if a tensor cannot be read or the file cannot be written
   * @throws IllegalArgumentException if a tensor is none of the detector's
   */
  public static void write(Path file, Map<String, StoredTensor> tensors, DetectorConfig config)
      throws IOException {
    write(file, tensors, config, PYTORCH);
  }

  /**
   * Writes a detector as a file of ours, whole or not at all.
   *
   * @param file the file
   * @param tensors tensors by the names of the detector's state dict; those that are missing stay
   *     missing
   * @param config configuration of the detector
   * @throws IOException if a tensor cannot be read or the file cannot be written
   * @throws IllegalArgumentException if a tensor is none of the detector's
   */
  public static void writeOurs(Path file, Map<String, StoredTensor> tensors, DetectorConfig config)
      throws IOException {
    write(file, tensors, config, EncoderLayout.OURS);
  }

  private static void write(
      Path file, Map<String, StoredTensor> tensors, DetectorConfig config, String format)
      throws IOException {
    Map<String, List<Long>> known = DetectorTensors.of(config);
    tensors.forEach(
        (name, tensor) -> {
          if (!tensor.shape().equals(known.get(name))) {
            throw new IllegalArgumentException(
                "%s: expected a tensor of %s with the shape %s, got %s"
                    .formatted(name, config.variant(), known.get(name), tensor.describe()));
          }
        });
    Map<String, String> header = new LinkedHashMap<>();
    header.put(HeaderConfig.FORMAT, format);
    header.put(DetectorImporter.HEADER.key(), DetectorImporter.HEADER.write(config));
    SafeTensorsWriter.write(file, tensors, header);
  }
}
