package io.greenmim.zoo;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.translate.ArgumentsUtil;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.Checks;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.tensors.Printable;
import io.greenmim.translate.EvalTransform;
import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.translate.ModelArguments;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Builds blocks with their weights: from a folder with {@code config.json} and {@code
 * model.safetensors}, or, where there is none, from the arguments {@code variant} (name of an
 * architecture) and {@code seed} (of its initial weights, default 0).
 *
 * <p>A model of masked image modelling becomes a {@code MaskedImageModel}, one with a
 * classification head a {@code Classifier}, any other a bare encoder; the argument {@code
 * head=false} gives the encoder of any, the argument {@code weights} names another file of weights
 * in the folder, such as the {@code average.safetensors} of a run, and {@code precision} is what
 * predictions compute with, {@code fp32} (default), {@code bf16} or {@code int8}. The weights
 * belong to the model's manager, lie on its device and are frozen, so that predictions on any
 * thread record no gradients; DJL's {@code Model.newTrainer} thaws them. The block is complete: DJL
 * must be told by the option {@code hasParameter=false} to look for no {@code .params} file.
 */
public final class GreenMimBlockFactory implements BlockFactory {

  /** Model property: whether the weights come from a file; {@code true} or {@code false}. */
  public static final String PRETRAINED = "pretrained";

  /**
   * Model property: what encodes sentences, of a model whose features of images lie among those of
   * sentences; others have none.
   */
  public static final String SENTENCES = "sentences";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private static final long serialVersionUID = 1L;

  /** Makes the factory; DJL does it by reflection. */
  public GreenMimBlockFactory() {}

  /**
   * Builds a block with its weights and sets the model's properties {@code imageSize}, {@code
   * preprocessing} and {@code pretrained}.
   *
   * @param model the model that the block is for
   * @param modelPath folder of the model
   * @param arguments arguments of the artifact
   * @return the block, frozen
   * @throws IOException if the folder's files are damaged, or there is neither a configuration nor
   *     a variant
   * @throws IllegalArgumentException if the variant is unknown or an argument misspelt; the message
   *     names the near ones; or a seed is given to weights of a file
   */
  @Override
  public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) throws IOException {
    ModelArguments.refuseMisspelt(arguments.keySet(), GreenMimTranslatorFactory.ARGUMENTS);
    boolean hasFiles = Files.exists(modelPath.resolve(ConfigFile.NAME));
    String variant = ArgumentsUtil.stringValue(arguments, ModelArguments.VARIANT);
    if (!hasFiles && variant == null) {
      throw new FileNotFoundException(
          "%s: expected a model folder with %s, found no such file"
              .formatted(modelPath, ConfigFile.NAME));
    }
    if (hasFiles && arguments.containsKey(ModelArguments.SEED)) {
      throw new IllegalArgumentException(
          "argument %s: expected a model whose weights are drawn (pretrained=false), got those in %s"
              .formatted(ModelArguments.SEED, modelPath));
    }
    String weights = weights(arguments);
    ModelConfig config =
        hasFiles
            ? ConfigFile.readModel(modelPath)
            : Backbones.variant(variant).model(HeadConfig.NONE);
    NDManager manager = model.getNDManager();
    Block block =
        hasFiles
            ? load(
                manager,
                modelPath,
                weights,
                ArgumentsUtil.booleanValue(arguments, ModelArguments.HEAD, true))
            : draw(manager, config, ArgumentsUtil.longValue(arguments, ModelArguments.SEED, 0));
    block.freezeParameters(true);
    ModelArguments.serve(block, manager, arguments);
    model.setProperty(PRETRAINED, Boolean.toString(hasFiles));
    model.setProperty(
        GreenMimTranslatorFactory.IMAGE_SIZE, config.encoder().imageSize().toString());
    model.setProperty(EvalTransform.PREPROCESSING, EvalTransform.toJson(config.preprocessing()));
    return block;
  }

  /**
   * Reads which file of a model's folder has the weights.
   *
   * @param arguments arguments of the model
   * @return name of the file, that of a model alone if nothing says it
   * @throws IllegalArgumentException if it is no bare name
   */
  public static String weights(Map<String, ?> arguments) {
    String weights =
        ArgumentsUtil.stringValue(arguments, ModelArguments.WEIGHTS, ModelFolder.WEIGHTS);
    Checks.that(
        NAME.matcher(weights).matches(),
        "argument %s: expected the name of a file in the model's folder, got %s",
        ModelArguments.WEIGHTS,
        Printable.of(weights));
    return weights;
  }

  private static Block load(NDManager manager, Path folder, String weights, boolean head)
      throws IOException {
    return head
        ? ModelFolder.load(manager, folder, weights)
        : ModelFolder.loadEncoder(manager, folder, weights);
  }

  private static Block draw(NDManager manager, ModelConfig config, long seed) {
    Block block = ModelFolder.newEncoder(config);
    StateDict.of(block).initialise(manager, ModelFolder.inputShape(config), seed);
    return block;
  }
}
