package io.greenmim.zoo;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.repository.zoo.Criteria;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.image.PixelImage;
import io.greenmim.testing.TinyModels;
import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.nio.file.Path;

/** Models to publish and criteria to find them. */
final class ZooFixtures {

  private ZooFixtures() {}

  /** Writes a model with a decoder, its weights drawn from a seed. */
  static Path maskedModel(Path folder, long seed) throws IOException {
    ModelConfig config = TinyModels.masked(64, 4);
    return model(folder, config, ModelFolder.newMaskedImageModel(config), seed);
  }

  /** Writes a bare encoder, its weights drawn from a seed. */
  static Path bareModel(Path folder, long seed) throws IOException {
    ModelConfig config = ModelConfig.of("tiny_test", TinyModels.swin(64, 4), HeadConfig.NONE);
    return model(folder, config, ModelFolder.newEncoder(config), seed);
  }

  private static Path model(Path folder, ModelConfig config, Block block, long seed)
      throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      StateDict.of(block).initialise(manager, ModelFolder.inputShape(config), seed);
      ModelFolder.save(folder, config, block);
    }
    return folder;
  }

  static Criteria.Builder<PixelImage, float[]> features() {
    return Criteria.builder().setTypes(PixelImage.class, float[].class);
  }

  /** Criteria for a model folder that was not published. */
  static <I, O> Criteria.Builder<I, O> ofFolder(Path folder, Class<I> input, Class<O> output) {
    return Criteria.builder()
        .setTypes(input, output)
        .optModelPath(folder)
        .optArgument("blockFactory", GreenMimBlockFactory.class.getName())
        .optOption("hasParameter", "false")
        .optTranslatorFactory(new GreenMimTranslatorFactory());
  }
}
