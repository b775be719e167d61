package io.greenmim.text.align;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.ImageSize;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.text.SentenceEncoder;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.TensorArrays;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A model of images and sentences on disk: {@code config.json}, {@code model.safetensors}, {@code
 * tokenizer.json} and the file of the encoder of sentences, all in one folder, so that it loads
 * where nothing can be downloaded.
 */
public final class AlignedFolder {

  /** A key that the configurations of these models have alone. */
  public static final String MARK = "text";

  private AlignedFolder() {}

  /**
   * Reads the configuration.
   *
   * @param folder folder of the model
   * @return the configuration
   * @throws IOException if there is none, it is that of another kind of model, or not valid
   */
  public static AlignedConfig readConfig(Path folder) throws IOException {
    return ConfigFile.readModel(AlignedConfig.class, MARK, folder);
  }

  /**
   * Loads a model.
   *
   * @param manager manager that owns the weights and the encoder of sentences, and names the device
   *     of the weights
   * @param folder folder of the model
   * @param weights name of the file of the weights there; what it lacks is in that of the model
   * @return the model with its weights
   * @throws IOException if a file is missing, damaged, or does not fit the configuration
   */
  public static AlignedModel load(NDManager manager, Path folder, String weights)
      throws IOException {
    AlignedConfig config = readConfig(folder);
    SentenceEncoder sentences = SentenceEncoder.load(folder, config.text());
    try {
      AlignedModel model = new AlignedModel(config, sentences);
      StateDict.of(model).load(manager, inputShape(config), WeightsFile.open(folder, weights));
      manager.attachInternal(UUID.randomUUID().toString(), sentences);
      return model;
    } catch (IOException | RuntimeException e) {
      sentences.close();
      throw e;
    }
  }

  /**
   * Returns the shape of an input.
   *
   * @param config configuration of the model
   * @return (1, c, H, W), one image of the reference size
   */
  public static Shape inputShape(AlignedConfig config) {
    ImageSize size = config.encoder().imageSize();
    return new Shape(1, config.encoder().inChannels(), size.height(), size.width());
  }

  /**
   * Writes a model, each file whole or not at all.
   *
   * @param folder folder of the model; made if need be
   * @param model the model with its weights
   * @param text folder with the encoder of sentences and its {@code tokenizer.json}
   * @throws IOException if a file cannot be read or written
   */
  public static void save(Path folder, AlignedModel model, Path text) throws IOException {
    Files.createDirectories(folder);
    for (String name : textFiles(model.config())) {
      copy(text.resolve(name), folder.resolve(name));
    }
    SafeTensorsWriter.write(
        folder.resolve(WeightsFile.NAME),
        TensorArrays.stored(StateDict.of(model).arrays()),
        Map.of());
    ConfigFile.write(folder.resolve(ConfigFile.NAME), model.config());
  }

  /** Large files that stay the same are copied once; of another length they are not whole. */
  private static void copy(Path from, Path to) throws IOException {
    if (!Files.exists(to) || Files.size(to) != Files.size(from)) {
      AtomicFiles.replace(to, part -> Files.copy(from, part));
    }
  }

  /** The files of the encoder of sentences. */
  static List<String> textFiles(AlignedConfig config) {
    return List.of(config.text().file(), SentenceEncoder.TOKENIZER);
  }
}
