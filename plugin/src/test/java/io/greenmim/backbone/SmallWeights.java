package io.greenmim.backbone;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.greenmim.weights.StateDict;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Weights that give every normalisation a variance, or a mean norm of its channels, of about 1e-6
 * to 1e-5, as large as its constant, and that make all tokens of a map equal: pixels do not count,
 * and of odd kernels only the centre does.
 */
final class SmallWeights {

  /** Standard deviation of tokens, more or less. */
  private static final double SMALL = 1e-3;

  private static final Pattern EMBEDDING =
      Pattern.compile("(encoder[.])?(patch_embed|downsample_layers)");

  private SmallWeights() {}

  /** Initialises a block for pictures of 64 x 64 pixels. */
  static void set(NDManager manager, Block block) {
    SplittableRandom random = new SplittableRandom(7);
    StateDict.of(block)
        .parameters()
        .forEach(
            (name, parameter) -> {
              float[] values = values(name, parameter, random.split());
              parameter.setInitializer((m, shape, type) -> m.create(values, shape));
            });
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 64, 64));
  }

  private static float[] values(String name, Parameter parameter, SplittableRandom random) {
    Shape shape = parameter.getShape();
    double[] middleAndRange = middleAndRange(name, parameter);
    float[] values = new float[Math.toIntExact(shape.size())];
    int taps = shape.dimension() > 2 ? Math.toIntExact(shape.slice(2).size()) : 1;
    for (int i = 0; i < values.length; i++) {
      boolean read = taps % 2 == 0 || i % taps == taps / 2;
      double uniform = 2 * random.nextDouble() - 1;
      values[i] = read ? (float) (middleAndRange[0] + middleAndRange[1] * uniform) : 0;
    }
    return values;
  }

  private static double[] middleAndRange(String name, Parameter parameter) {
    Shape shape = parameter.getShape();
    // Norms of channels grow with the root of the number of sites: those of a stage's side.
    int side = name.startsWith("stages.") ? 16 >> (name.charAt("stages.".length()) - '0') : 1;
    if (parameter.getType() == Parameter.Type.GAMMA) {
      return new double[] {2 * SMALL, SMALL};
    }
    if (name.endsWith("grn.gamma")) {
      return new double[] {2, 1};
    }
    if (name.endsWith("grn.beta") || name.endsWith("pwconv1.bias")) {
      return new double[] {0, SMALL * SMALL / side};
    }
    if (shape.dimension() == 1 || name.equals("mask_token")) {
      boolean pixels =
          name.equals("mask_token")
              || (parameter.getType() == Parameter.Type.BIAS
                  && EMBEDDING.matcher(name).lookingAt());
      return new double[] {0, pixels ? 2 * SMALL : 0.3 * SMALL};
    }
    long in = shape.get(1);
    if (in == 3 && shape.dimension() == 4) {
      return new double[] {0, 0};
    }
    long taps = shape.slice(2).size();
    if (taps % 2 == 1 && taps > 1 && in == 1) {
      return new double[] {0.5, 0.3};
    }
    // Keeps the variance.
    double range = Math.sqrt(3.0 / (in * (taps % 2 == 0 ? taps : 1)));
    if (name.endsWith("pwconv1.weight")) {
      range *= 3 * SMALL / side;
    }
    if (name.endsWith("pwconv2.weight")) {
      range *= 0.3 * side / SMALL;
    }
    return new double[] {0, range};
  }
}
