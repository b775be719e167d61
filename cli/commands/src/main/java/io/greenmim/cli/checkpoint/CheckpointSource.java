package io.greenmim.cli.checkpoint;

import io.greenmim.checkpoint.CheckpointFile;
import io.greenmim.checkpoint.EncoderNames;
import io.greenmim.checkpoint.HuggingFaceFolder;
import io.greenmim.checkpoint.PrefixedFile;
import io.greenmim.cli.option.FailureReport;
import io.greenmim.config.ModelConfig;
import io.greenmim.tensors.Printable;
import io.greenmim.tensors.TensorFile;
import io.greenmim.train.config.UserException;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A checkpoint that a command was given: a file of any layout, the folder of a model or a run, or a
 * folder of Hugging Face transformers.
 *
 * @param file the tensors; under a prefix that the user chose, those that stand there
 * @param folder the folder of ours that they lie in with a {@code config.json}, if one was given
 * @param huggingFace the folder of transformers that they lie in, if one was given
 */
record CheckpointSource(
    TensorFile file, Optional<Path> folder, Optional<HuggingFaceFolder> huggingFace) {

  /** What the argument takes, for its description. */
  static final String DESCRIPTION =
      "Checkpoint: .pth, .pt, .bin, .pkl or .safetensors, the index of several files, or the folder"
          + " of a model, a run or of Hugging Face.";

  /** What {@code --key} takes, for its description. */
  static final String KEY_DESCRIPTION =
      "Name of the state dict in a PyTorch or .pkl file. Default: the first of model, state_dict"
          + " and their like, else the file itself.";

  /** What {@code --prefix} takes, for its description. */
  static final String PREFIX_DESCRIPTION =
      "Take the tensors whose names begin with this, such as student. or teacher., and no others."
          + " Default: whatever stands before all names of the encoder is taken off.";

  /**
   * Opens a checkpoint with all of its tensors.
   *
   * @throws IOException if it cannot be read
   * @throws UserException if a folder holds no model
   */
  static CheckpointSource open(Path path, String key) throws IOException {
    return open(path, key, null);
  }

  /**
   * Opens a checkpoint.
   *
   * @param path the checkpoint
   * @param key name of the state dict, or null for the first
   * @param prefix what the names must begin with, or null
   * @throws IOException if it cannot be read, or no name begins with the prefix
   * @throws UserException if a folder holds no model
   */
  static CheckpointSource open(Path path, String key, String prefix) throws IOException {
    if (!Files.exists(path)) {
      throw new UserException(path + ": expected a checkpoint, found no such file or folder");
    }
    if (!Files.isDirectory(path)) {
      return new CheckpointSource(
          under(prefix, CheckpointFile.open(path, key)), Optional.empty(), Optional.empty());
    }
    if (HuggingFaceFolder.is(path)) {
      if (key != null) {
        throw new UserException(path + ": expected a file for --key, got a folder");
      }
      HuggingFaceFolder transformers = HuggingFaceFolder.open(path);
      return new CheckpointSource(
          under(prefix, transformers.file()), Optional.empty(), Optional.of(transformers));
    }
    Path weights = path.resolve(WeightsFile.NAME);
    if (!Files.isRegularFile(path.resolve(ConfigFile.NAME)) || !Files.isRegularFile(weights)) {
      throw new UserException(
          "%s: expected the folder of a model or a run, found no %s and %s in it"
              .formatted(path, ConfigFile.NAME, WeightsFile.NAME));
    }
    if (prefix != null) {
      throw new UserException(
          path + ": expected a checkpoint of another project for --prefix, got a folder of ours");
    }
    return new CheckpointSource(
        CheckpointFile.open(weights, key), Optional.of(path), Optional.empty());
  }

  private static TensorFile under(String prefix, TensorFile file) throws IOException {
    return prefix == null ? file : PrefixedFile.of(file, prefix);
  }

  /**
   * Returns the configuration of the encoder's model, if something but shapes tells it.
   *
   * @return what the {@code config.json} of a folder says
   * @throws IOException if it is damaged, or contradicts the weights
   */
  Optional<ModelConfig> known() throws IOException {
    if (folder.isPresent()) {
      return Optional.of(ConfigFile.readModel(folder.get()));
    }
    return huggingFace.isPresent() ? Optional.of(huggingFace.get().known(file)) : Optional.empty();
  }

  /**
   * Returns what was taken off the names of the encoder, by the user's choice or because all begin
   * with it.
   *
   * @return such as {@code student.module.}; empty for nothing
   */
  String prefix() {
    String chosen = file instanceof PrefixedFile prefixed ? prefixed.prefix() : "";
    return Printable.of(chosen + EncoderNames.of(file).prefix());
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
