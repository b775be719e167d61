package io.greenmim.checkpoint;

import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.Preprocessing;
import io.greenmim.layout.HuggingFaceConfig;
import io.greenmim.layout.HuggingFaceForm;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The folder of a model as Hugging Face has it, of transformers or of timm: {@code config.json},
 * and the weights in one file or in several with an index.
 */
public final class HuggingFaceFolder {

  /** Files of weights, in the order in which they are looked for. */
  private static final List<String> WEIGHTS =
      List.of(
          "model.safetensors",
          "model.safetensors.index.json",
          "pytorch_model.bin",
          "pytorch_model.bin.index.json");

  private final HuggingFaceConfig config;
  private final TensorFile file;

  private HuggingFaceFolder(HuggingFaceConfig config, TensorFile file) {
    this.config = config;
    this.file = file;
  }

  /**
   * Tells whether a folder is one of Hugging Face.
   *
   * @param folder a folder
   * @return whether its {@code config.json} has the key {@code model_type} of transformers or
   *     {@code architecture} of timm
   * @throws IOException if it has a {@code config.json} that is damaged
   */
  public static boolean is(Path folder) throws IOException {
    return HuggingFaceConfig.isIn(folder);
  }

  /**
   * Opens a folder.
   *
   * @param folder the folder
   * @return its weights and what its configuration says of them
   * @throws IOException if it holds no weights, damaged ones, or those of a network that no family
   *     knows; one line
   */
  public static HuggingFaceFolder open(Path folder) throws IOException {
    HuggingFaceConfig config = HuggingFaceConfig.read(folder, DetectedLayout.families());
    for (String name : WEIGHTS) {
      if (Files.isRegularFile(folder.resolve(name))) {
        return new HuggingFaceFolder(config, CheckpointFile.open(folder.resolve(name)));
      }
    }
    throw new IOException(
        "%s: expected weights beside config.json, one of %s, found none"
            .formatted(folder, String.join(", ", WEIGHTS)));
  }

  /**
   * Returns the weights.
   *
   * @return the tensors by their names in the files
   */
  public TensorFile file() {
    return file;
  }

  /**
   * Returns what shapes and configuration tell.
   *
   * @param tensors the weights, or a part of them under a prefix
   * @param images what the model expects of its images; null for what its family does
   * @return the configuration of the model
   * @throws IOException if the two contradict each other, the weights are of another layout, or
   *     nobody tells the statistics of their channels
   */
  public ModelConfig known(TensorFile tensors, Preprocessing images) throws IOException {
    DetectedLayout detected = DetectedLayout.detect(tensors);
    ModelConfig inferred = CheckpointArchitecture.of(detected, images);
    try {
      Optional<HuggingFaceForm> form = detected.family().huggingFace();
      EncoderConfig encoder =
          form.isPresent() ? form.get().complete(inferred.encoder(), config) : inferred.encoder();
      return inferred.withEncoder(detected.family().variant(encoder), encoder);
    } catch (IllegalArgumentException e) {
      throw new IOException(config.path() + ": " + e.getMessage(), e);
    }
  }
}
