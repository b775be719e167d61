package io.greenmim.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * The published initial weights, drawn from a seed.
 *
 * <p>Weights of the encoder and position bias tables: normal with deviation 0.02 (Swin's
 * initialiser truncates at +-2, a hundred deviations away, which cuts nothing). Patch embedding and
 * decoder: Xavier-uniform, as masked autoencoders have it. SimMIM's convolution: uniform within
 * +-1/sqrt(fan-in). Mask tokens: normal with deviation 0.02. Biases 0; normalisation weights 1.
 *
 * <p>Each parameter draws from a generator of its own, made of the seed and the parameter's path,
 * so that the values do not depend on the device or on what else the model holds.
 */
public final class InitialWeights {

  private static final double DEVIATION = 0.02;

  private InitialWeights() {}

  /**
   * Draws the initial values of a parameter.
   *
   * @param manager manager that owns the array and names its device
   * @param path path of the parameter in the state dict
   * @param parameter the parameter, which tells shape and role
   * @param seed seed of the model
   * @return the values, float32
   */
  public static NDArray draw(NDManager manager, String path, Parameter parameter, long seed) {
    Shape shape = parameter.getShape();
    return switch (parameter.getType()) {
      case BIAS, BETA -> manager.zeros(shape, DataType.FLOAT32);
      case GAMMA -> manager.ones(shape, DataType.FLOAT32);
      case WEIGHT -> manager.create(weight(path, shape, generator(path, seed)), shape);
      default -> normal(manager, path, shape, DEVIATION, seed);
    };
  }

  /**
   * Draws normal values around 0.
   *
   * @param manager manager that owns the array and names its device
   * @param path path of the parameter in the state dict
   * @param shape its shape
   * @param deviation standard deviation
   * @param seed seed of the model
   * @return the values, float32
   */
  public static NDArray normal(
      NDManager manager, String path, Shape shape, double deviation, long seed) {
    return manager.create(normal(shape, deviation, generator(path, seed)), shape);
  }

  /**
   * Draws uniform values around 0.
   *
   * @param manager manager that owns the array and names its device
   * @param path path of the parameter in the state dict
   * @param shape its shape
   * @param bound largest absolute value
   * @param seed seed of the model
   * @return the values, float32
   */
  public static NDArray uniform(
      NDManager manager, String path, Shape shape, double bound, long seed) {
    return manager.create(uniform(shape, bound, generator(path, seed)), shape);
  }

  private static float[] weight(String path, Shape shape, SplittableRandom random) {
    double fanOut = shape.get(0);
    double fanIn = shape.size() / fanOut;
    if (path.equals("decoder.0.weight")) {
      return uniform(shape, 1 / Math.sqrt(fanIn), random);
    }
    return path.startsWith("decoder") || path.endsWith("patch_embed.proj.weight")
        ? uniform(shape, Math.sqrt(6 / (fanIn + fanOut)), random) // Xavier
        : normal(shape, DEVIATION, random);
  }

  private static SplittableRandom generator(String path, long seed) {
    CRC32 crc = new CRC32();
    crc.update(path.getBytes(StandardCharsets.UTF_8));
    return new SplittableRandom(new SplittableRandom(seed).nextLong() ^ (crc.getValue() << 17));
  }

  private static float[] normal(Shape shape, double deviation, SplittableRandom random) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * gaussian(random));
    }
    return values;
  }

  private static float[] uniform(Shape shape, double bound, SplittableRandom random) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return values;
  }

  /** A standard normal value by Box and Muller's method (1958). */
  private static double gaussian(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }
}
