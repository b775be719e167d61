package io.greenmim.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import io.greenmim.host.Processor;
import io.greenmim.masking.PatchMask;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.testing.Arrays;
import io.greenmim.testing.TinyModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The convolutions against loops over sites and kernel offsets. */
class SiteConvolutionTest {

  private static final double BF16 = 2e-2;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** One convolution of the tests. */
  private interface Pass {
    NDArray run(PassStore store, NDArray x);
  }

  /** What a pass gives: output, and gradients of the sum of output x slope. */
  private record Numbers(float[] output, float[] input, float[] weight, float[] bias) {}

  /**
   * Where a virtual machine hides the caches, oneDNN gives wrong gradients in bfloat16 of maps of
   * five channels and the like; those of multiples of eight are right.
   */
  private static List<Precision> precisions() {
    try {
      return Processor.current().tellsCaches()
          ? List.of(Precision.values())
          : List.of(Precision.REFERENCE, Precision.FP32);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double tolerance(Precision precision) {
    return precision == Precision.BF16 ? BF16 : Arrays.OPS;
  }

  private void initialise(SiteConvolution block) {
    block.clear();
    SplittableRandom seeds = new SplittableRandom(3);
    for (Parameter parameter : block.getParameters().values()) {
      long seed = seeds.nextLong();
      parameter.setInitializer((m, shape, type) -> TinyModels.images(m, seed, shape));
    }
    block.initialize(manager, DataType.FLOAT32, new Shape(1));
  }

  private Numbers numbers(SiteConvolution block, NDArray given, Precision precision, Pass pass) {
    initialise(block);
    NDArray x = given.duplicate();
    x.setRequiresGradient(true);
    PassStore store = new PassStore(manager, precision);
    NDArray y;
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      y = pass.run(store, x);
      collector.backward(y.mul(slope(y.getShape())).sum());
    }
    List<Parameter> parameters = block.getParameters().values();
    return new Numbers(
        y.toFloatArray(),
        x.getGradient().toFloatArray(),
        parameters.get(0).getArray().getGradient().toFloatArray(),
        parameters.size() == 1
            ? new float[0]
            : parameters.get(1).getArray().getGradient().toFloatArray());
  }

  private NDArray slope(Shape shape) {
    return TinyModels.images(manager, 77, shape);
  }

  /** The definition: every output site, kernel offset and pair of channels. */
  private Numbers definition(SiteConvolution block, NDArray x, Sites from, Sites to, int batch) {
    KernelShape shape = block.shape();
    float[] weight = block.getParameters().valueAt(0).getArray().toFloatArray();
    boolean biased = block.getParameters().size() > 1;
    float[] bias =
        biased ? block.getParameters().valueAt(1).getArray().toFloatArray() : new float[0];
    float[] in = x.toFloatArray();
    int[] tokens = from.tokenRows(batch);
    int[] outputs = to.gridRows(batch);
    float[] slope = slope(new Shape(outputs.length, shape.out())).toFloatArray();
    double[] y = new double[outputs.length * shape.out()];
    double[] gx = new double[in.length];
    double[] gw = new double[weight.length];
    double[] gb = new double[bias.length];
    int k = shape.kernel();
    int perGroup = shape.in() / shape.groups();
    for (int row = 0; row < outputs.length; row++) {
      int image = outputs[row] / (to.height() * to.width());
      int site = outputs[row] % (to.height() * to.width());
      for (int o = 0; o < shape.out(); o++) {
        int at = row * shape.out() + o;
        if (biased) {
          y[at] += bias[o];
          gb[o] += slope[at];
        }
        for (int tap = 0; tap < k * k * perGroup; tap++) {
          int i = site / to.width() * shape.stride() - shape.padding() + tap / perGroup / k;
          int j = site % to.width() * shape.stride() - shape.padding() + tap / perGroup % k;
          if (i < 0 || j < 0 || i >= from.height() || j >= from.width()) {
            continue;
          }
          int token = tokens[(image * from.height() + i) * from.width() + j];
          if (token * shape.in() < in.length) {
            int channel = tap % perGroup;
            int group = o / (shape.out() / shape.groups());
            int source = token * shape.in() + group * perGroup + channel;
            int tapAt = (o * perGroup + channel) * k * k + tap / perGroup;
            y[at] += (double) weight[tapAt] * in[source];
            gx[source] += (double) weight[tapAt] * slope[at];
            gw[tapAt] += (double) in[source] * slope[at];
          }
        }
      }
    }
    return new Numbers(floats(y), floats(gx), floats(gw), floats(gb));
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private void assertSame(Numbers expected, Numbers actual, double tolerance, String what) {
    assertClose(expected.output, actual.output, tolerance, what + " output");
    assertClose(expected.input, actual.input, tolerance, what + " gradient of the input");
    assertClose(expected.weight, actual.weight, tolerance, what + " gradient of the weight");
    assertClose(expected.bias, actual.bias, tolerance, what + " gradient of the bias");
  }

  private void assertClose(float[] expected, float[] actual, double tolerance, String what) {
    assertEquals(expected.length, actual.length, what);
    if (expected.length > 0) {
      Arrays.assertClose(manager.create(expected), manager.create(actual), tolerance, what);
    }
  }

  /** Sites drawn for each of some images; the last but one of three or more shows nothing. */
  private static Sites random(int height, int width, int masks, double share, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<int[]> lists = new ArrayList<>();
    for (int image = 0; image < masks; image++) {
      double chance = masks > 2 && image == masks - 2 ? 0 : share;
      lists.add(
          IntStream.range(0, height * width).filter(i -> random.nextDouble() < chance).toArray());
    }
    return Sites.of(height, width, lists);
  }

  private static Sites patches(int rows, int cols, int scale, int masks, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<PatchMask> list = new ArrayList<>();
    for (int image = 0; image < masks; image++) {
      boolean[] masked = new boolean[rows * cols];
      java.util.Arrays.fill(masked, true);
      for (int shown = 0; shown < 3; ) {
        int patch = random.nextInt(masked.length);
        shown += masked[patch] ? 1 : 0;
        masked[patch] = false;
      }
      list.add(new PatchMask(rows, cols, masked));
    }
    return Sites.visible(list, scale);
  }

  private NDArray tokens(Sites sites, int batch, int channels) {
    return TinyModels.images(manager, 5, new Shape(sites.count(), sites.axis(batch), channels));
  }

  private void assertSubmanifold(SubmanifoldConvolution block, Sites sites, int batch) {
    SiteArrays arrays = SiteArrays.of(manager, sites, batch);
    NDArray x = tokens(sites, batch, block.shape().in());
    Numbers expected = definition(block, x, sites, sites, batch);
    for (Precision precision : precisions()) {
      Numbers actual =
          numbers(block, x, precision, (store, in) -> block.forward(store, in, arrays, true));
      assertSame(expected, actual, tolerance(precision), precision + "");
    }
  }

  @ParameterizedTest
  @CsvSource({"6, 6, 3, 6", "4, 4, 5, 4", "4, 4, 7, 4", "5, 7, 3, 1", "6, 8, 3, 2", "3, 2, 1, 1"})
  void submanifoldEqualsTheDefinition(int in, int out, int kernel, int groups) {
    SubmanifoldConvolution block = new SubmanifoldConvolution(in, out, kernel, groups, true);
    initialise(block);
    assertSubmanifold(block, random(6, 9, 1, 0.4, 1), 2);
    assertSubmanifold(block, random(6, 9, 4, 0.4, 2), 4);
    assertSubmanifold(block, patches(3, 2, 4, 1, 3), 2);
    assertSubmanifold(block, patches(3, 2, 4, 2, 4), 2);
    assertSubmanifold(block, Sites.all(5, 3), 2);
  }

  @ParameterizedTest
  @CsvSource({"3, 4", "5, 2", "7, 8", "7, 1"})
  void everyFormEqualsTheDefinition(int kernel, int scale) {
    SubmanifoldConvolution block = SubmanifoldConvolution.depthwise(5, kernel);
    for (int masks : new int[] {1, 3}) {
      Sites sites = patches(4, 3, scale, masks, 11);
      NDArray x = tokens(sites, 3, 5);
      initialise(block);
      Numbers expected = definition(block, x, sites, sites, 3);
      for (ConvolutionForm form : ConvolutionForm.values()) {
        if (masks == 1 || form != ConvolutionForm.SITE_MATRICES) {
          SiteMaps maps = SiteMaps.of(sites, form, kernel);
          for (Precision precision : precisions()) {
            SiteArrays arrays = SiteArrays.of(manager, maps, 3, precision);
            Numbers actual =
                numbers(block, x, precision, (store, in) -> block.forward(store, in, arrays, true));
            assertSame(expected, actual, tolerance(precision), form + " " + precision);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4, 6, 3, 2, 1, 1",
    "4, 6, 7, 4, 3, 2",
    "4, 4, 3, 2, 1, 4",
    "3, 4, 5, 3, 0, 1",
    "3, 4, 4, 2, 1, 1"
  })
  void stridedEqualsTheDefinition(int in, int out, int k, int stride, int padding, int groups) {
    StridedConvolution block =
        new StridedConvolution(new KernelShape(in, out, k, stride, padding, groups), true);
    initialise(block);
    for (Sites from : List.of(random(9, 12, 1, 0.3, 1), random(9, 12, 3, 0.1, 2))) {
      int batch = Math.max(2, from.masks());
      Sites to = from.convolved(k, stride, padding);
      SiteArrays fromArrays = SiteArrays.of(manager, from, batch);
      SiteArrays toArrays = SiteArrays.of(manager, to, batch);
      NDArray x = tokens(from, batch, in);
      Numbers expected = definition(block, x, from, to, batch);
      for (Precision precision : precisions()) {
        Numbers actual =
            numbers(
                block,
                x,
                precision,
                (store, given) -> block.forward(store, given, fromArrays, toArrays, true));
        assertSame(expected, actual, tolerance(precision), precision + "");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2, true", "4, true", "4, false"})
  void patchesEqualTheDefinition(int side, boolean withBias) {
    PatchConvolution block = new PatchConvolution(3, 5, side, withBias);
    initialise(block);
    for (Sites from :
        List.of(random(9, 13, 3, 0.3, 5), patches(3, 4, 4, 1, 6), patches(3, 4, 4, 3, 7))) {
      int batch = 3;
      Sites to = from.convolved(side, side, 0);
      PatchArrays arrays = PatchArrays.of(manager, PatchMaps.of(from, side), batch);
      NDArray x = tokens(from, batch, 3);
      Numbers expected = definition(block, x, from, to, batch);
      for (Precision precision : precisions()) {
        Numbers actual =
            numbers(block, x, precision, (store, in) -> block.forward(store, in, arrays, true));
        assertSame(expected, actual, tolerance(precision), precision + "");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void nothingVisibleGivesNothing(Precision precision) {
    SubmanifoldConvolution block = SubmanifoldConvolution.depthwise(4, 3);
    initialise(block);
    Sites none = Sites.of(4, 4, List.of(new int[0], new int[0]));
    NDArray y =
        block.forward(
            new PassStore(manager, precision),
            manager.zeros(new Shape(0, 2, 4)),
            SiteArrays.of(manager, none, 2),
            false);
    assertEquals(new Shape(0, 2, 4), y.getShape());
  }

  @Test
  void equalMasksOfEachImageGiveTheBitsOfOneForAll() {
    SubmanifoldConvolution block = SubmanifoldConvolution.depthwise(4, 7);
    initialise(block);
    Sites one = patches(3, 3, 4, 1, 8);
    Sites each = Sites.of(12, 12, List.of(one.of(0), one.of(0)));
    NDArray x = tokens(one, 2, 4);
    PassStore store = new PassStore(manager, Precision.FP32);
    assertArrayEquals(
        block.forward(store, x, SiteArrays.of(manager, one, 2), false).toFloatArray(),
        block.forward(store, x, SiteArrays.of(manager, each, 2), false).toFloatArray());
  }
}
