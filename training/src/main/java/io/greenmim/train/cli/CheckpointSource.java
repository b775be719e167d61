package io.greenmim.train.cli;

import io.greenmim.checkpoint.CheckpointFile;
import io.greenmim.tensors.TensorFile;
import io.greenmim.train.config.UserException;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A checkpoint that a command was given: a file of any layout, or the folder of a model or a run.
 *
 * @param file the tensors
 * @param folder the folder that they lie in with a {@code config.json}, if a folder was given
 */
public record CheckpointSource(TensorFile file, Optional<Path> folder) {

  /** What the argument takes, for its description. */
  static final String DESCRIPTION =
      "Checkpoint: .pth, .pt, .bin, .pkl or .safetensors, or the folder of a model or a run.";

  /** What {@code --key} takes, for its description. */
  static final String KEY_DESCRIPTION =
      "Name of the state dict in a PyTorch or .pkl file. Default: the first of model, state_dict"
          + " and their like, else the file itself.";

  /**
   * Opens a checkpoint.
   *
   * @throws IOException if it cannot be read
   * @throws UserException if a folder holds no model
   */
  static CheckpointSource open(Path path, String key) throws IOException {
    if (!Files.exists(path)) {
      throw new UserException(path + ": expected a checkpoint, found no such file or folder");
    }
    if (!Files.isDirectory(path)) {
      return new CheckpointSource(CheckpointFile.open(path, key), Optional.empty());
    }
    Path weights = path.resolve(WeightsFile.NAME);
    if (!Files.isRegularFile(path.resolve(ConfigFile.NAME)) || !Files.isRegularFile(weights)) {
      throw new UserException(
          "%s: expected the folder of a model or a run, found no %s and %s in it"
              .formatted(path, ConfigFile.NAME, WeightsFile.NAME));
    }
    return new CheckpointSource(CheckpointFile.open(weights, key), Optional.of(path));
  }

  /**
   * Takes the path off the message of a failure.
   *
   * @param e a failure to read this checkpoint
   * @return the message in one line, without the path that it begins with
   */
  public String reason(IOException e) {
    String prefix = file.path() + ": ";
    String message = FailureReport.message(e);
    return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
  }
}
