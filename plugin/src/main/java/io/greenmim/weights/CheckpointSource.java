package io.greenmim.weights;

import io.greenmim.checkpoint.CheckpointFile;
import io.greenmim.checkpoint.CheckpointImporter;
import io.greenmim.checkpoint.DetectedLayout;
import io.greenmim.checkpoint.EncoderNames;
import io.greenmim.checkpoint.HuggingFaceFolder;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.ImportedModel;
import io.greenmim.checkpoint.PrefixedFile;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.Preprocessing;
import io.greenmim.tensors.Printable;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A checkpoint that a user names: a file of any layout, the folder of a model or a run, or a folder
 * of Hugging Face transformers.
 *
 * @param file the tensors; under a prefix that the user chose, those that stand there
 * @param folder the folder of ours that they lie in with a {@code config.json}, if one was given
 * @param huggingFace the folder of transformers that they lie in, if one was given
 */
public record CheckpointSource(
    TensorFile file, Optional<Path> folder, Optional<HuggingFaceFolder> huggingFace) {

  /**
   * Opens a checkpoint.
   *
   * @param path the checkpoint
   * @param key name of the state dict, or null for the first
   * @param prefix what the names must begin with, or null
   * @return the checkpoint, whose tensors are read when they are wanted
   * @throws IOException if it cannot be read, no name begins with the prefix, or a folder holds no
   *     model
   */
  public static CheckpointSource open(Path path, String key, String prefix) throws IOException {
    if (!Files.exists(path)) {
      throw new IOException(path + ": expected a checkpoint, found no such file or folder");
    }
    if (!Files.isDirectory(path)) {
      return new CheckpointSource(
          under(prefix, CheckpointFile.open(path, key)), Optional.empty(), Optional.empty());
    }
    if (HuggingFaceFolder.is(path)) {
      if (key != null) {
        throw new IOException(path + ": expected a file for setting 'key', got a folder");
      }
      HuggingFaceFolder transformers = HuggingFaceFolder.open(path);
      return new CheckpointSource(
          under(prefix, transformers.file()), Optional.empty(), Optional.of(transformers));
    }
    Path weights = path.resolve(WeightsFile.NAME);
    if (!Files.isRegularFile(path.resolve(ConfigFile.NAME)) || !Files.isRegularFile(weights)) {
      throw new IOException(
          "%s: expected the folder of a model or a run, found no %s and %s in it"
              .formatted(path, ConfigFile.NAME, WeightsFile.NAME));
    }
    if (prefix != null) {
      throw new IOException(
          path
              + ": expected a checkpoint of another project for setting 'prefix', got a folder of"
              + " ours");
    }
    TensorFile file = key == null ? WeightsFile.open(path) : CheckpointFile.open(weights, key);
    return new CheckpointSource(file, Optional.of(path), Optional.empty());
  }

  private static TensorFile under(String prefix, TensorFile file) throws IOException {
    return prefix == null ? file : PrefixedFile.of(file, prefix);
  }

  /**
   * Returns the configuration of the encoder's model, if something but shapes tells it.
   *
   * @param images what a model of transformers expects of its images; null for what its family does
   * @return what the {@code config.json} of a folder says
   * @throws IOException if it is damaged, or contradicts the weights
   */
  public Optional<ModelConfig> known(Preprocessing images) throws IOException {
    if (folder.isPresent()) {
      return Optional.of(ConfigFile.readModel(folder.get()));
    }
    return huggingFace.isPresent()
        ? Optional.of(huggingFace.get().known(file, images))
        : Optional.empty();
  }

  /**
   * Recognises the encoder's layout, by its names or by the folder that it lies in.
   *
   * @return the layout
   * @throws IOException if it is none that is known; one line
   */
  public DetectedLayout layout() throws IOException {
    return folder.isPresent()
        ? DetectedLayout.detect(file, ConfigFile.readModel(folder.get()))
        : DetectedLayout.detect(file);
  }

  /**
   * Returns what was taken off the names of the encoder, by the user's choice or because all begin
   * with it.
   *
   * @return such as {@code student.module.}; empty for nothing
   */
  public String prefix() {
    String chosen = file instanceof PrefixedFile prefixed ? prefixed.prefix() : "";
    return Printable.of(chosen + EncoderNames.of(file).prefix());
  }

  /**
   * Reads the encoder, with or without a head.
   *
   * @param options how it is read
   * @return the model, whose tensors are read when they are wanted
   * @throws IOException if it does not fit together or the options; one line
   */
  public ImportedModel read(ImportOptions options) throws IOException {
    Optional<ModelConfig> known = known(options.images());
    return known.isPresent()
        ? CheckpointImporter.read(layout(), known, options)
        : CheckpointImporter.read(file, options);
  }
}
