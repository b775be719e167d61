package io.greenmim.train.predict;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file of features that grows image by image and appears under its name when it is complete:
 * {@code .csv} (RFC 4180; the image's name, then its numbers; a header names the columns) or {@code
 * .safetensors} (one tensor {@code features} (n, C), float32; the header's text {@code images} is a
 * JSON list of the images' names in the order of the rows, {@code model} names the model).
 */
public interface FeatureFile extends FolderPredictor.Handler<float[]>, AutoCloseable {

  /**
   * Begins a file.
   *
   * @param path the file, which ends in {@code .csv} or {@code .safetensors}
   * @param model what the model is called
   * @return the file, to be closed
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if it ends otherwise
   */
  static FeatureFile open(Path path, String model) throws IOException {
    String name = path.getFileName().toString();
    if (name.endsWith(".csv")) {
      return new CsvFeatureFile(path);
    }
    if (name.endsWith(".safetensors")) {
      return new SafeTensorsFeatureFile(path, model);
    }
    throw new IllegalArgumentException(
        "output: expected a file that ends in .safetensors or .csv, got " + path);
  }

  /**
   * Puts the file into its place.
   *
   * @throws IOException if it cannot be written
   */
  void commit() throws IOException;

  /** Drops what was not put into its place. */
  @Override
  void close() throws IOException;
}
