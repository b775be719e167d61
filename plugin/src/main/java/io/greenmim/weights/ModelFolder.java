package io.greenmim.weights;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.checkpoint.CheckpointExporter;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.model.Encoder;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * A model on disk: {@code config.json} and {@code model.safetensors} in one folder.
 *
 * <p>The weights of a model with a head or decoder hold those of its encoder; either part can be
 * loaded.
 */
public final class ModelFolder {

  /** Name of the weights in the folder. */
  public static final String WEIGHTS = WeightsFile.NAME;

  private ModelFolder() {}

  /**
   * Makes the encoder of a model, without weights.
   *
   * @param config configuration of the model
   * @return its encoder
   */
  public static Encoder newEncoder(ModelConfig config) {
    return Backbones.newEncoder(config.encoder(), EncoderUse.POOLED);
  }

  /**
   * Makes a model, without weights.
   *
   * @param config configuration of the model
   * @return the encoder with what stands on it
   */
  public static Block newModel(ModelConfig config) {
    return Backbones.newModel(config);
  }

  /**
   * Makes a masked image model, without weights.
   *
   * @param config configuration of the model
   * @return the encoder with its decoder
   * @throws IllegalArgumentException if the configuration is not one of masked image modelling
   */
  public static MaskedImageModel newMaskedImageModel(ModelConfig config) {
    if (newModel(config) instanceof MaskedImageModel model) {
      return model;
    }
    throw new IllegalArgumentException(
        "%s: expected a model of masked image modelling, got %s"
            .formatted(config.variant(), config.kind().description()));
  }

  /**
   * Returns the shape of a model's reference input.
   *
   * @param config configuration of the model
   * @return (1, c, H, W) with the reference image size
   */
  public static Shape inputShape(ModelConfig config) {
    ImageSize size = config.encoder().imageSize();
    return new Shape(1, config.encoder().inChannels(), size.height(), size.width());
  }

  /**
   * Loads the encoder of the model in a folder.
   *
   * @param manager manager that owns the weights and names their device
   * @param folder folder of the model, of any kind
   * @return the encoder with its weights
   * @throws IOException if a file is missing or does not fit the configuration
   */
  public static Encoder loadEncoder(NDManager manager, Path folder) throws IOException {
    return loadEncoder(manager, folder, WEIGHTS);
  }

  /**
   * Loads the encoder of the model in a folder with some of the weights there.
   *
   * @param manager manager that owns the weights and names their device
   * @param folder folder of the model, of any kind
   * @param weights name of the file of the weights
   * @return the encoder with these weights
   * @throws IOException if a file is missing or does not fit the configuration
   */
  public static Encoder loadEncoder(NDManager manager, Path folder, String weights)
      throws IOException {
    ModelConfig config = ConfigFile.readModel(folder);
    Encoder encoder = newEncoder(config);
    Set<String> known = StateDict.of(newModel(config)).parameters().keySet();
    StateDict.of(encoder)
        .load(
            manager,
            inputShape(config),
            WeightsFile.open(folder, weights),
            new StateDict.Part(config.encoderPrefix(), known));
    return encoder;
  }

  /**
   * Loads the model in a folder.
   *
   * @param manager manager that owns the weights and names their device
   * @param folder folder of the model, of any kind
   * @return the model with its weights
   * @throws IOException if a file is missing or does not fit the configuration
   */
  public static Block load(NDManager manager, Path folder) throws IOException {
    return load(manager, folder, WEIGHTS);
  }

  /**
   * Loads the model in a folder with some of the weights there.
   *
   * @param manager manager that owns the weights and names their device
   * @param folder folder of the model, of any kind
   * @param weights name of the file of the weights; what it lacks is taken from {@value #WEIGHTS}
   * @return the model with these weights
   * @throws IOException if a file is missing or does not fit the configuration
   */
  public static Block load(NDManager manager, Path folder, String weights) throws IOException {
    ModelConfig config = ConfigFile.readModel(folder);
    Block model = newModel(config);
    StateDict.of(model).load(manager, inputShape(config), WeightsFile.open(folder, weights));
    return model;
  }

  /**
   * Writes a model's configuration and weights, each file whole or not at all.
   *
   * @param folder folder of the model
   * @param config configuration of the model
   * @param block the model with its weights
   * @throws IOException if a file cannot be written
   */
  public static void save(Path folder, ModelConfig config, Block block) throws IOException {
    save(folder, config, TensorArrays.stored(StateDict.of(block).arrays()));
  }

  /**
   * Writes a model's configuration and weights that come from elsewhere, each file whole or not at
   * all.
   *
   * @param folder folder of the model
   * @param config configuration of the model
   * @param tensors tensors by the names of the model's state dict, floating-point numbers of any
   *     type
   * @throws IOException if the tensors are not those of the configuration, one cannot be read, or a
   *     file cannot be written
   */
  public static void save(Path folder, ModelConfig config, Map<String, StoredTensor> tensors)
      throws IOException {
    WeightsFile.check(folder, config.variant(), Backbones.shapes(config), tensors);
    ConfigFile.write(folder.resolve(ConfigFile.NAME), config);
    CheckpointExporter.write(folder.resolve(WEIGHTS), tensors, config, EncoderLayout.OURS);
  }
}
