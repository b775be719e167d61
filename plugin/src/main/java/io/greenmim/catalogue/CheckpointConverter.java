package io.greenmim.catalogue;

import java.io.IOException;
import java.nio.file.Path;

/** Makes a model folder of a checkpoint. */
interface CheckpointConverter {

  /** Names the way of conversion: another name has models made anew. */
  String version();

  /**
   * Converts.
   *
   * @param file the checkpoint
   * @param artifactId what it should be
   * @param checkpoint what it should hold
   * @param folder where to write {@code config.json} and {@code model.safetensors}
   * @throws IOException if the file cannot be read or holds something else
   */
  void convert(Path file, String artifactId, PublishedCheckpoint checkpoint, Path folder)
      throws IOException;
}
