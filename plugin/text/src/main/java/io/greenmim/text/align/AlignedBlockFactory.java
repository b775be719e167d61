package io.greenmim.text.align;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import io.greenmim.translate.EvalTransform;
import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.translate.ModelArguments;
import io.greenmim.zoo.GreenMimBlockFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Builds an {@link AlignedModel} with its weights from a folder. The weights belong to the model's
 * manager, lie on its device and are frozen, so that predictions on any thread record no gradients;
 * the encoder of sentences ends with that manager too.
 */
public final class AlignedBlockFactory implements BlockFactory {

  private static final long serialVersionUID = 1L;

  /** Makes the factory; DJL does it by reflection. */
  public AlignedBlockFactory() {}

  /**
   * Builds a model and sets its properties {@code imageSize}, {@code preprocessing}, {@code
   * pretrained} and {@code sentences}.
   *
   * @param model the model that the block is for
   * @param modelPath folder of the model
   * @param arguments arguments of the artifact
   * @return the block, frozen
   * @throws IOException if a file is missing, damaged or does not fit the others
   * @throws IllegalArgumentException if an argument is misspelt; the message names the near ones
   */
  @Override
  public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) throws IOException {
    ModelArguments.refuseMisspelt(arguments.keySet(), AlignedTranslatorFactory.ARGUMENTS);
    AlignedModel block =
        AlignedFolder.load(
            model.getNDManager(), modelPath, GreenMimBlockFactory.weights(arguments));
    block.freezeParameters(true);
    ModelArguments.serve(block, model.getNDManager(), arguments);
    AlignedConfig config = block.config();
    model.setProperty(GreenMimBlockFactory.PRETRAINED, "true");
    model.setProperty(GreenMimBlockFactory.SENTENCES, config.text().toString());
    model.setProperty(
        GreenMimTranslatorFactory.IMAGE_SIZE, config.encoder().imageSize().toString());
    model.setProperty(EvalTransform.PREPROCESSING, EvalTransform.toJson(config.preprocessing()));
    return block;
  }
}
