package io.greenmim.detect.zoo;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import io.greenmim.detect.weights.LoadedDetector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Builds a {@code MaskRcnn} with its weights from a folder with {@code config.json} and {@code
 * model.safetensors}. The weights belong to the model's manager, lie on its device and are frozen,
 * so that predictions on any thread record no gradients. DJL must be told by the option {@code
 * hasParameter=false} to look for no {@code .params} file.
 */
public final class DetectorBlockFactory implements BlockFactory {

  private static final long serialVersionUID = 1L;

  /** Makes the factory; DJL does it by reflection. */
  public DetectorBlockFactory() {}

  /**
   * Builds a detector.
   *
   * @param model the model that the block is for
   * @param modelPath folder of the model
   * @param arguments arguments of the artifact; none is used
   * @return the block, frozen
   * @throws IOException if the folder's files are missing, damaged or not those of a detector
   */
  @Override
  public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) throws IOException {
    Block block = LoadedDetector.load(model.getNDManager(), modelPath);
    block.freezeParameters(true);
    return block;
  }
}
