package io.greenmim.train.testing;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.greenmim.config.ModelConfig;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Folders of tiny models, and images for them. */
public final class TinyModelFolder {

  private TinyModelFolder() {}

  /** Writes a masked image model with weights drawn from a seed. */
  public static Path masked(Path folder, long seed) throws IOException {
    return save(folder, TinyRuns.MODEL, ModelFolder.newMaskedImageModel(TinyRuns.MODEL), seed);
  }

  /** Writes a bare encoder with weights drawn from a seed. */
  public static Path bare(Path folder, long seed) throws IOException {
    ModelConfig config = ModelConfig.bare("tiny_test", TinyRuns.MODEL.encoder());
    return save(folder, config, ModelFolder.newEncoder(config), seed);
  }

  private static Path save(Path folder, ModelConfig config, Block block, long seed)
      throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      StateDict.of(block).initialise(manager, ModelFolder.inputShape(config), seed);
      ModelFolder.save(folder, config, block);
    }
    return folder;
  }

  /** Writes a PNG of noise. */
  public static Path image(Path file, int width, int height, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}
