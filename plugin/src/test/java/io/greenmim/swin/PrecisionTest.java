package io.greenmim.swin;

import static io.greenmim.testing.Arrays.OPS;
import static io.greenmim.testing.Arrays.assertClose;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import io.greenmim.config.GridSize;
import io.greenmim.config.WindowOrder;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.grouping.WindowGrouper;
import io.greenmim.grouping.WindowLayout;
import io.greenmim.grouping.WindowPartition;
import io.greenmim.grouping.WindowShift;
import io.greenmim.nn.FeedForward;
import io.greenmim.nn.LayerNorm;
import io.greenmim.nn.Linear;
import io.greenmim.nn.SelfAttention;
import io.greenmim.nn.WindowArrays;
import io.greenmim.nn.WindowAttention;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.testing.TinyModels;
import io.greenmim.weights.StateDict;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Half-blocks in one call of the engine against the same, operation by operation. */
class PrecisionTest {

  /** Tolerance of bfloat16, relative to the largest expected value. */
  private static final double HALF = 2e-2;

  private static final int CHANNELS = 32;
  private static final int BATCH = 3;

  /** A half-block under test. */
  @FunctionalInterface
  private interface Pass {
    NDArray run(PassStore store, NDArray x, LayerNorm norm, NDArray keep);
  }

  @ParameterizedTest
  @CsvSource({
    "8, 8, 4, false, false",
    "8, 8, 4, true, true",
    "7, 9, 4, true, false",
    "7, 9, 4, false, true",
    "6, 6, 7, false, false",
    // So many fillers that sums over them in bfloat16 would be far off.
    "3, 3, 14, false, false"
  })
  void windowAttentionAgrees(int height, int width, int window, boolean shifted, boolean drop) {
    WindowShift shift = shifted ? WindowShift.UNLESS_SINGLE : WindowShift.NONE;
    WindowAttention block = new WindowAttention(CHANNELS, 4, new GridSize(window, window));
    WindowLayout layout =
        WindowLayout.dense(
            height, width, new GridSize(window, window), shift, WindowOrder.PAD_THEN_SHIFT);
    compare(
        block,
        height * width,
        drop,
        (store, x, norm, keep) ->
            block.residual(store, x, norm, WindowArrays.of(x.getManager(), layout), keep, true));
  }

  @ParameterizedTest
  @CsvSource({"8, 8", "7, 9"})
  void windowAttentionWithoutPositionsAgrees(int height, int width) {
    WindowAttention block = new WindowAttention(CHANNELS, 4);
    WindowLayout layout =
        WindowLayout.dense(
                height, width, new GridSize(4, 4), WindowShift.NONE, WindowOrder.PAD_THEN_SHIFT)
            .withoutPositions();
    compare(
        block,
        height * width,
        true,
        (store, x, norm, keep) ->
            block.residual(store, x, norm, WindowArrays.of(x.getManager(), layout), keep, true));
  }

  @ParameterizedTest
  @CsvSource({"OPTIMAL, 0", "OPTIMAL, 2", "MASKING, 2", "FIXED, 0"})
  void groupAttentionAgrees(GroupingMode mode, int shift) {
    WindowAttention block = new WindowAttention(CHANNELS, 4, new GridSize(4, 4));
    int[] tokens = new SplittableRandom(3).ints(0, 144).distinct().limit(50).sorted().toArray();
    WindowLayout layout =
        WindowLayout.grouped(
            WindowGrouper.plan(tokens, new WindowPartition(12, 12, 4, shift), CHANNELS, mode));
    compare(
        block,
        tokens.length,
        true,
        (store, x, norm, keep) ->
            block.residual(store, x, norm, WindowArrays.of(x.getManager(), layout), keep, true));
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void selfAttentionAndPerceptronAgree(boolean drop) {
    SelfAttention attention = new SelfAttention(CHANNELS, 4);
    compare(
        attention, 20, false, (store, x, norm, keep) -> attention.residual(store, x, norm, true));
    FeedForward mlp = new FeedForward(CHANNELS, 4 * CHANNELS);
    compare(mlp, 20, drop, (store, x, norm, keep) -> mlp.residual(store, x, norm, keep, true));
    Linear linear = new Linear(CHANNELS, 7, true);
    compare(linear, 20, false, (store, x, norm, keep) -> linear.forward(store, x, true));
  }

  private static void compare(Block block, int tokens, boolean drop, Pass pass) {
    Map<String, NDArray> reference;
    try (NDManager manager = NDManager.newBaseManager()) {
      reference = results(manager, block, tokens, drop, pass, Precision.REFERENCE);
      Map<String, NDArray> same = results(manager, block, tokens, drop, pass, Precision.FP32);
      Map<String, NDArray> half = results(manager, block, tokens, drop, pass, Precision.BF16);
      reference.forEach(
          (name, expected) -> {
            assertClose(expected, same.get(name), OPS, "float32: " + name);
            assertClose(expected, half.get(name), HALF, "bfloat16: " + name);
          });
      assertFalse(
          reference.get("output").allClose(half.get("output"), 1e-6, 1e-6, false),
          "bfloat16 rounds");
    }
  }

  /** The output, and the gradients of a weighted sum of it. */
  private static Map<String, NDArray> results(
      NDManager manager, Block block, int tokens, boolean drop, Pass pass, Precision precision) {
    LayerNorm norm = new LayerNorm(CHANNELS, 1e-5);
    initialise(manager, norm, 11);
    block.clear();
    initialise(manager, block, 5);
    Shape shape = new Shape(tokens, BATCH, CHANNELS);
    NDArray x = TinyModels.images(manager, 1, shape).duplicate();
    x.setRequiresGradient(true);
    NDArray keep =
        drop ? manager.create(new float[] {0, 2, 1}, new Shape(1, BATCH, 1)).duplicate() : null;
    Map<String, NDArray> results = new LinkedHashMap<>();
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray output = pass.run(new PassStore(manager, precision), x, norm, keep);
      results.put("output", output);
      collector.backward(output.mul(TinyModels.images(manager, 2, output.getShape())).sum());
    }
    results.put("input", x.getGradient().duplicate());
    StateDict.of(block)
        .arrays()
        .forEach((name, array) -> results.put(name, array.getGradient().duplicate()));
    return results;
  }

  private static void initialise(NDManager manager, Block block, long seed) {
    SplittableRandom seeds = new SplittableRandom(seed);
    StateDict.of(block)
        .parameters()
        .values()
        .forEach(
            p ->
                p.setInitializer(
                    (m, shape, type) ->
                        TinyModels.images(m, seeds.nextLong(), shape).mul(0.2f).duplicate()));
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 1, CHANNELS));
  }
}
