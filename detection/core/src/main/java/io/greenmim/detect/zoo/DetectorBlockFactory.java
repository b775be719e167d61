package io.greenmim.detect.zoo;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.translate.ArgumentsUtil;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.translate.DetectionSettings;
import io.greenmim.detect.translate.DetectionTranslatorFactory;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.detect.weights.LoadedDetector;
import io.greenmim.translate.ModelArguments;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.WeightsFile;
import io.greenmim.zoo.GreenMimBlockFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Builds a {@code MaskRcnn} with its weights: from a folder with {@code config.json} and {@code
 * model.safetensors}, or, where there is none, from the arguments {@code variant} (name of a
 * detector; it gets COCO's categories) and {@code seed} (of its initial weights, default 0). The
 * weights belong to the model's manager, lie on its device and are frozen, so that predictions on
 * any thread record no gradients; DJL's {@code Model.newTrainer} thaws them. DJL must be told by
 * the option {@code hasParameter=false} to look for no {@code .params} file.
 */
public final class DetectorBlockFactory implements BlockFactory {

  private static final long serialVersionUID = 1L;

  /** Makes the factory; DJL does it by reflection. */
  public DetectorBlockFactory() {}

  /**
   * Builds a detector and sets the model's property {@code pretrained}.
   *
   * @param model the model that the block is for
   * @param modelPath folder of the model
   * @param arguments arguments of the artifact
   * @return the block, frozen
   * @throws IOException if the folder's files are damaged or not those of a detector, or there is
   *     neither a configuration nor a variant
   * @throws IllegalArgumentException if the variant is unknown or an argument misspelt, the message
   *     names the near ones; or if the number of proposals or the precision is none
   */
  @Override
  public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) throws IOException {
    ModelArguments.refuseMisspelt(arguments.keySet(), DetectionTranslatorFactory.ARGUMENTS);
    String variant = ArgumentsUtil.stringValue(arguments, ModelArguments.VARIANT);
    boolean drawn = variant != null && !Files.exists(modelPath.resolve(ConfigFile.NAME));
    NDManager manager = model.getNDManager();
    Block block =
        drawn
            ? draw(manager, variant, arguments)
            : LoadedDetector.load(
                manager,
                modelPath,
                WeightsFile.NAME,
                DetectionSettings.with(DetectorFolder.readConfig(modelPath), arguments));
    block.freezeParameters(true);
    ModelArguments.serve(block, manager, arguments);
    model.setProperty(GreenMimBlockFactory.PRETRAINED, Boolean.toString(!drawn));
    return block;
  }

  private static Block draw(NDManager manager, String variant, Map<String, ?> arguments) {
    DetectorConfig config = DetectorVariants.of(variant, CocoCategories.all());
    MaskRcnn detector = MaskRcnn.of(DetectionSettings.with(config, arguments), 0);
    detector.initialise(manager, ArgumentsUtil.longValue(arguments, ModelArguments.SEED, 0));
    return detector;
  }
}
