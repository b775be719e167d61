package io.greenmim.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * Initial weights, drawn from a seed.
 *
 * <p>Whatever the scheme, position bias tables and mask tokens are normal with deviation 0.02
 * (Swin's initialiser truncates at +-2, a hundred deviations away, which cuts nothing), biases of
 * linear maps and of normalisation 0, weights of normalisation 1.
 *
 * <p>Each parameter draws from a generator of its own, made of the seed and the parameter's path,
 * so that the values do not depend on the device or on what else the model holds.
 */
public enum InitialWeights {
  /**
   * GreenMIM as published: the initialiser of masked autoencoders draws over that of Swin. Linear
   * maps of encoder and decoder and the patch embedding Xavier-uniform; the bias of the patch
   * embedding as PyTorch has it for convolutions, uniform within +-1/sqrt(fan-in).
   */
  GREENMIM,
  /**
   * Swin Transformers and SimMIM as published: linear maps normal with deviation 0.02; convolutions
   * (patch embedding, SimMIM's head) and their biases uniform within +-1/sqrt(fan-in).
   */
  SWIN,
  /**
   * Published by nobody: matrices and kernels of the encoder normal with deviation 0.02 and biases
   * 0; decoders Xavier-uniform, or as a convolution, as published.
   */
  NORMAL;

  private static final double DEVIATION = 0.02;
  private static final String DECODER = "decoder";

  /**
   * Draws the initial values of a parameter.
   *
   * @param manager manager that owns the array and names its device
   * @param path path of the parameter in the state dict
   * @param parameters all parameters of the model by path: they tell shape and role, and the fan-in
   *     of a bias
   * @param seed seed of the model
   * @return the values, float32
   */
  public NDArray draw(
      NDManager manager, String path, Map<String, Parameter> parameters, long seed) {
    Parameter parameter = parameters.get(path);
    Shape shape = parameter.getShape();
    return switch (parameter.getType()) {
      case BIAS -> bias(manager, path, parameters, seed);
      case BETA -> manager.zeros(shape, DataType.FLOAT32);
      case GAMMA -> manager.ones(shape, DataType.FLOAT32);
      case WEIGHT -> manager.create(weight(path, shape, generator(path, seed)), shape);
      default -> normal(manager, path, shape, DEVIATION, seed);
    };
  }

  private NDArray bias(
      NDManager manager, String path, Map<String, Parameter> parameters, long seed) {
    Shape shape = parameters.get(path).getShape();
    Parameter weight = parameters.get(path.replaceAll("bias$", "weight"));
    boolean ofKernel = weight != null && isKernel(weight.getShape());
    return ofKernel && (this != NORMAL || path.startsWith(DECODER))
        ? uniform(manager, path, shape, 1 / Math.sqrt(fanIn(weight.getShape())), seed)
        : manager.zeros(shape, DataType.FLOAT32);
  }

  private float[] weight(String path, Shape shape, SplittableRandom random) {
    boolean encoder = !path.startsWith(DECODER);
    if (this == SWIN ? !isKernel(shape) : this == NORMAL && encoder) {
      return normal(shape, DEVIATION, random);
    }
    boolean xavier = this == GREENMIM || (this == NORMAL && !isKernel(shape));
    double fans = xavier ? (fanIn(shape) + shape.get(0)) / 6 : fanIn(shape);
    return uniform(shape, 1 / Math.sqrt(fans), random);
  }

  private static boolean isKernel(Shape shape) {
    return shape.dimension() > 2;
  }

  private static double fanIn(Shape shape) {
    return (double) shape.size() / shape.get(0);
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
