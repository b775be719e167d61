package io.greenmim.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import io.greenmim.ops.EngineMemory;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/**
 * How the first values of a parameter are drawn: by DJL's {@code Block.initialize} from the
 * engine's generator, or, after {@link #seeded}, from a seed and the parameter's path, so that they
 * depend neither on the device nor on what else a model holds.
 *
 * <p>The blocks of this package begin as Swin Transformers do: matrices, tables and tokens normal
 * with deviation 0.02 (Swin's initialiser truncates at +-2, a hundred deviations away, which cuts
 * nothing), biases of linear maps and of normalisations 0, weights of normalisations 1; kernels of
 * convolutions and their biases uniform within +-1/sqrt(fan-in), as PyTorch has them.
 */
public final class InitialValues implements Initializer {

  private static final double DEVIATION = 0.02;

  /** What is drawn. */
  private enum Law {
    CONSTANT,
    NORMAL,
    UNIFORM
  }

  private final Law law;

  /** What {@link #xavier} puts in the place of these values; null for its own. */
  private final InitialValues masked;

  private final double number;
  private final String path;
  private final long seed;

  private InitialValues(Law law, double number, InitialValues masked, String path, long seed) {
    this.law = law;
    this.masked = masked;
    this.number = number;
    this.path = path;
    this.seed = seed;
  }

  /**
   * Gives every element one value.
   *
   * @param value the value
   * @return the initialiser
   */
  public static InitialValues constant(double value) {
    return new InitialValues(Law.CONSTANT, value, null, null, 0);
  }

  /**
   * Draws normal values around 0.
   *
   * @param deviation standard deviation
   * @return the initialiser
   */
  public static InitialValues normal(double deviation) {
    return new InitialValues(Law.NORMAL, deviation, null, null, 0);
  }

  /**
   * Draws uniform values around 0.
   *
   * @param bound largest absolute value
   * @return the initialiser
   */
  public static InitialValues uniform(double bound) {
    return new InitialValues(Law.UNIFORM, bound, null, null, 0);
  }

  /**
   * Draws kernels of convolutions and their biases.
   *
   * @param kernel shape of the kernel, (out, in, ...)
   * @return uniform values within +-1/sqrt(fan-in)
   */
  public static InitialValues convolution(Shape kernel) {
    return uniform(1 / Math.sqrt(fanIn(kernel)));
  }

  /**
   * Draws kernels of convolutions by what they give rather than by what they take, as the
   * transformers with convolutions inside do (He et al., 2015, arXiv 1502.01852, section 2.2).
   *
   * @param kernel shape of the kernel, (out / groups, in / groups, k, k)
   * @return normal values of variance 2 / (k x k x out / groups)
   */
  public static InitialValues convolutionOut(Shape kernel) {
    return normal(Math.sqrt(2.0 / (kernel.get(0) * kernel.get(2) * kernel.get(3))));
  }

  /**
   * Returns these values for a parameter that begins otherwise in masked autoencoders.
   *
   * @param values what {@link #xavier} puts in their place
   * @return the initialiser
   */
  public InitialValues orMasked(InitialValues values) {
    return new InitialValues(law, number, values, path, seed);
  }

  /**
   * Returns what a parameter of a block of this package begins with.
   *
   * @param type role of the parameter
   * @return the initialiser of Swin Transformers
   */
  static InitialValues usual(Parameter.Type type) {
    return switch (type) {
      case BIAS, BETA -> constant(0);
      case GAMMA -> constant(1);
      default -> normal(DEVIATION);
    };
  }

  /**
   * Lets all matrices and kernels of a block begin as in masked autoencoders (Glorot and Bengio,
   * 2010): uniform within +-sqrt(6 / (fan-in + fan-out)), but where {@link #orMasked} tells others.
   *
   * @param block the block
   */
  public static void xavier(Block block) {
    for (Parameter parameter : NamedParameters.of(block).values()) {
      if (parameter.getInitializer() instanceof InitialValues own && own.masked != null) {
        parameter.setInitializer(own.masked);
      } else if (parameter.getType() == Parameter.Type.WEIGHT) {
        Shape shape = parameter.getShape();
        parameter.setInitializer(uniform(1 / Math.sqrt((fanIn(shape) + shape.get(0)) / 6)));
      }
    }
  }

  /**
   * Lets all matrices and kernels of a block begin normal with deviation 0.02 and all biases as 0.
   *
   * @param block the block
   */
  public static void normal(Block block) {
    forEach(block, Parameter.Type.WEIGHT, p -> p.setInitializer(normal(DEVIATION)));
    forEach(block, Parameter.Type.BIAS, p -> p.setInitializer(constant(0)));
  }

  private static void forEach(Block block, Parameter.Type type, Consumer<Parameter> action) {
    NamedParameters.of(block).values().stream().filter(p -> p.getType() == type).forEach(action);
  }

  private static double fanIn(Shape shape) {
    return (double) shape.size() / shape.get(0);
  }

  /**
   * Lets the parameters of a block be drawn from a seed, where their initialisers are of this
   * class.
   *
   * @param block the block
   * @param seed seed of all of them; the path of each in the block's state dict does the rest
   */
  public static void seed(Block block, long seed) {
    NamedParameters.of(block)
        .forEach(
            (path, parameter) -> {
              if (parameter.getInitializer() instanceof InitialValues values) {
                parameter.setInitializer(values.seeded(path, seed));
              }
            });
  }

  /**
   * Draws from a seed.
   *
   * @param parameterPath path of the parameter in the state dict of its model
   * @param modelSeed seed of the model
   * @return an initialiser that gives the same values each time
   */
  public InitialValues seeded(String parameterPath, long modelSeed) {
    return new InitialValues(law, number, masked, parameterPath, modelSeed);
  }

  @Override
  public NDArray initialize(NDManager manager, Shape shape, DataType type) {
    if (law == Law.CONSTANT) {
      return manager.full(shape, (float) number, type);
    }
    if (path == null) {
      return law == Law.NORMAL
          ? manager.randomNormal(0, (float) number, shape, type)
          : manager.randomUniform((float) -number, (float) number, shape, type);
    }
    SplittableRandom random = generator();
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          (float) (number * (law == Law.NORMAL ? gaussian(random) : 2 * random.nextDouble() - 1));
    }
    return EngineMemory.own(manager.create(values, shape));
  }

  private SplittableRandom generator() {
    CRC32 crc = new CRC32();
    crc.update(path.getBytes(StandardCharsets.UTF_8));
    return new SplittableRandom(new SplittableRandom(seed).nextLong() ^ (crc.getValue() << 17));
  }

  /** A standard normal value by Box and Muller's method (1958). */
  private static double gaussian(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }
}
