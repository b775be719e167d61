package io.greenmim.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.swin.SwinConfig;
import io.greenmim.weights.StateDict;
import java.util.List;
import java.util.SplittableRandom;

/** Small architectures and inputs. */
public final class TinyModels {

  private TinyModels() {}

  /** A Swin of 8 channels and five blocks. */
  public static SwinConfig swin(int imageSize, int window) {
    return new SwinConfig(
        ImageSize.square(imageSize),
        4,
        3,
        8,
        List.of(2, 1, 1, 1),
        List.of(1, 2, 2, 4),
        window,
        2,
        0,
        1e-6,
        null);
  }

  /** The small Swin with a small decoder. */
  public static ModelConfig masked(int imageSize, int window) {
    return ModelConfig.of(
        "tiny_test", swin(imageSize, window), new MimConfig(32, 0.5, 16, 1, 2, true));
  }

  /** The small Swin with SimMIM's head. */
  public static ModelConfig simMim(int imageSize, int window) {
    return ModelConfig.of("tiny_test", swin(imageSize, window), new SimMimConfig(32, 0.5));
  }

  /** The small Swin with a classification head. */
  public static ModelConfig classifier(int imageSize, int window, int classes) {
    return ModelConfig.of("tiny_test", swin(imageSize, window), new ClassifierConfig(classes));
  }

  /** Gives every weight of a block for images (B, 3, H, W) a value that matters. */
  public static void initialise(NDManager manager, Block block) {
    SplittableRandom seeds = new SplittableRandom(7);
    for (Parameter parameter : StateDict.of(block).parameters().values()) {
      boolean gain = parameter.getType() == Parameter.Type.GAMMA;
      long seed = seeds.nextLong();
      parameter.setInitializer(
          (m, shape, type) -> images(m, seed, shape).mul(0.3f).add(gain ? 1f : 0f).duplicate());
    }
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 224, 224));
  }

  /** Values that look like a normalised image. */
  public static NDArray images(NDManager manager, long seed, Shape shape) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (4 * random.nextDouble() - 2);
    }
    return manager.create(values, shape);
  }
}
