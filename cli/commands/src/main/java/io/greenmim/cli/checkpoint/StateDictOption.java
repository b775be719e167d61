package io.greenmim.cli.checkpoint;

import io.greenmim.weights.CheckpointSource;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which state dict of a file is meant. */
class StateDictOption {

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "Name of the state dict in a PyTorch or .pkl file. Default: the first of model,"
              + " state_dict and their like, else the file itself.")
  private String key;

  /** Options that picocli fills. */
  StateDictOption() {}

  /**
   * Opens a checkpoint.
   *
   * @param path file or folder
   * @return its tensors as the options choose them
   * @throws IOException if it cannot be read, or lacks what they name
   */
  CheckpointSource open(Path path) throws IOException {
    return CheckpointSource.open(path, key, prefix());
  }

  /** {@return what the names of the tensors begin with, or null for all tensors} */
  String prefix() {
    return null;
  }
}
