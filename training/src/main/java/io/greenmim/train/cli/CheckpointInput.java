package io.greenmim.train.cli;

import io.greenmim.checkpoint.CheckpointFile;
import io.greenmim.checkpoint.CheckpointImporter;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.ImportedModel;
import io.greenmim.config.ModelConfig;
import io.greenmim.tensors.TensorFile;
import io.greenmim.train.config.UserException;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A checkpoint that a command was given: a file of any layout, or the folder of a model or a run.
 *
 * @param file the tensors
 * @param config configuration beside them, if they lie in the folder of a model
 */
record CheckpointInput(TensorFile file, Optional<ModelConfig> config) {

  /** What the argument takes, for its description. */
  static final String DESCRIPTION =
      "Checkpoint: .pth, .pt, .bin or .safetensors, or the folder of a model or a run.";

  /** What {@code --key} takes, for its description. */
  static final String KEY_DESCRIPTION =
      "Name of the state dict in a PyTorch file. Default: the first of model, state_dict and their"
          + " like, else the file itself.";

  /**
   * Opens a checkpoint.
   *
   * @throws IOException if it cannot be read
   * @throws UserException if a folder holds no model
   */
  static CheckpointInput open(Path path, String key) throws IOException {
    if (!Files.exists(path)) {
      throw new UserException(path + ": expected a checkpoint, found no such file or folder");
    }
    if (!Files.isDirectory(path)) {
      return new CheckpointInput(CheckpointFile.open(path, key), Optional.empty());
    }
    Path weights = path.resolve(ModelFolder.WEIGHTS);
    if (!Files.isRegularFile(path.resolve(ConfigFile.NAME)) || !Files.isRegularFile(weights)) {
      throw new UserException(
          "%s: expected the folder of a model or a run, found no %s and %s in it"
              .formatted(path, ConfigFile.NAME, ModelFolder.WEIGHTS));
    }
    return new CheckpointInput(
        CheckpointFile.open(weights, key), Optional.of(ConfigFile.readModel(path)));
  }

  /**
   * Reads the model.
   *
   * @throws IOException if it is none that can be read, or does not fit the options
   */
  ImportedModel read(ImportOptions options) throws IOException {
    return config.isPresent()
        ? CheckpointImporter.read(file, config.get(), options)
        : CheckpointImporter.read(file, options);
  }
}
