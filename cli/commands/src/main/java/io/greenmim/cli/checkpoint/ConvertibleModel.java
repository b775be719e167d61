package io.greenmim.cli.checkpoint;

import io.greenmim.checkpoint.LoadReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A checkpoint that was read and can be written with other names. */
interface ConvertibleModel {

  /**
   * Says what it is.
   *
   * @return layout, variant and kind, such as {@code timm Swin of VARIANT, a classifier}
   */
  String description();

  /** {@return the name of its variant} */
  String variant();

  /**
   * Tells what did not fit.
   *
   * @return the report
   */
  LoadReport report();

  /**
   * Writes it as a safetensors file, whole or not at all.
   *
   * @param file the file
   * @param target one of the targets of its kind
   * @return name of the layout that was written, for readers
   * @throws IOException if a tensor cannot be read or the file cannot be written
   */
  String write(Path file, String target) throws IOException;

  /**
   * Tells with which constants other programs would compute otherwise.
   *
   * @param file a file that {@link #write} wrote
   * @param target the target that it was written for
   * @return such as {@code layerNormEps 1.0E-5, the model's is 1.0E-6}; empty if all agree
   * @throws IOException if the file cannot be read
   */
  List<String> otherConstants(Path file, String target) throws IOException;

  /**
   * Writes weights and configuration into a new folder.
   *
   * @param folder the folder
   * @param target one of the folder targets of its kind
   * @return name of the layout that was written, for readers
   * @throws IOException if a tensor cannot be read or a file cannot be written
   */
  String writeFolder(Path folder, String target) throws IOException;
}
