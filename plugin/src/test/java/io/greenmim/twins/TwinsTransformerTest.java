package io.greenmim.twins;

import static io.greenmim.testing.Arrays.NETWORK;
import static io.greenmim.testing.Arrays.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.model.AllPatches;
import io.greenmim.model.EncoderWork;
import io.greenmim.model.ParameterKind;
import io.greenmim.model.ParameterRole;
import io.greenmim.nn.NamedParameters;
import io.greenmim.ops.Precision;
import io.greenmim.testing.DenseMaps;
import io.greenmim.testing.GreenPass;
import io.greenmim.testing.TinyModels;
import io.greenmim.weights.StateDict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwinsTransformerTest {

  @ParameterizedTest
  @CsvSource({
    "true, 1, 7, 7, REFERENCE",
    "false, 2, 7, 7, FP32",
    "false, 1, 3, 5, FP32",
    "true, 2, 5, 3, REFERENCE"
  })
  void theGreenPassIsTheDenseOneWithZerosBeforeEveryConvolution(
      boolean residual, int count, int rows, int cols, Precision precision) {
    try (NDManager manager = NDManager.newBaseManager()) {
      TwinsTransformer encoder = TinyTwins.encoder(manager, TinyTwins.config(residual));
      NDArray images = TinyModels.images(manager, 1, new Shape(2, 3, 32L * rows, 32L * cols));
      List<PatchMask> masks = GreenPass.masks(count, rows, cols);
      NDArray expected =
          new ZeroedTwins(encoder.config(), new DenseMaps(encoder.parameters()), masks)
              .encode(images);
      assertClose(
          GreenPass.visible(expected, masks),
          GreenPass.latents(encoder, images, masks, precision),
          NETWORK,
          "latents");
    }
  }

  @ParameterizedTest
  @CsvSource({"224, 224", "160, 96", "104, 136", "224, 448"})
  void declaredShapesAreRealShapes(int height, int width) {
    try (NDManager manager = NDManager.newBaseManager()) {
      TwinsTransformer encoder = TinyTwins.encoder(manager, TinyTwins.config(true));
      Shape in = new Shape(1, 3, height, width);
      NDArray images = TinyModels.images(manager, 1, in);
      NDList out = encoder.forward(new ParameterStore(manager, false), new NDList(images), false);
      assertEquals(List.of(encoder.getOutputShapes(new Shape[] {in})), List.of(out.getShapes()));
      assertEquals(height / 4 / 8, out.get(4).getShape().get(2));
    }
  }

  @Test
  void imagesWithoutAKeyAreRefused() {
    try (NDManager manager = NDManager.newBaseManager()) {
      TwinsTransformer encoder = TinyTwins.encoder(manager, TinyTwins.config(true));
      NDArray images = TinyModels.images(manager, 1, new Shape(1, 3, 64, 28));
      ParameterStore store = new ParameterStore(manager, false);
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> encoder.encode(store, new AllPatches(images), false));
      assertEquals("image size: expected sides of at least 32 pixels, got 64 x 28", e.getMessage());
    }
  }

  @Test
  void aMaskPatchHidesWholeKeys() {
    TwinsTransformer encoder = new TwinsTransformer(TinyTwins.config(true), EncoderUse.POOLED);
    assertEquals(
        "mask patch: expected a multiple of the 32 pixels of a key of stage 0, got 48",
        assertThrows(
                IllegalArgumentException.class, () -> encoder.planner(48, GroupingMode.OPTIMAL))
            .getMessage());
  }

  /** A convolution without a residual is one with it whose centre is less by 1. */
  @Test
  void bothFormsOfPositionsComputeTheSame() {
    try (NDManager manager = NDManager.newBaseManager()) {
      TwinsTransformer stock = TinyTwins.encoder(manager, TinyTwins.config(true));
      TwinsTransformer other = TinyTwins.encoder(manager, TinyTwins.config(false));
      for (Map.Entry<String, Parameter> entry : other.parameters().entrySet()) {
        if (entry.getKey().endsWith("proj.0.weight")) {
          NDArray kernel = entry.getValue().getArray();
          float[] moved = kernel.toFloatArray();
          for (int at = 4; at < moved.length; at += 9) {
            moved[at] += 1;
          }
          manager.create(moved, kernel.getShape()).copyTo(kernel);
        }
      }
      NDArray images = TinyModels.images(manager, 1, new Shape(2, 3, 96, 96));
      List<PatchMask> masks = GreenPass.masks(1, 3, 3);
      assertClose(
          GreenPass.latents(stock, images, masks, Precision.REFERENCE),
          GreenPass.latents(other, images, masks, Precision.REFERENCE),
          NETWORK,
          "latents");
    }
  }

  @ParameterizedTest
  @CsvSource({"small, 24.06", "base, 56.07", "large, 99.27"})
  void everyVariantHasItsPublishedSize(String size, double millions) {
    String name = TwinsFamily.nameOf(size, false);
    ModelConfig config = Backbones.variant(name).model(new ClassifierConfig(1000));
    assertEquals(millions, Backbones.parameters(config) / 1e6, 0.0051, name);
  }

  @ParameterizedTest
  @CsvSource({"nano, 1e-5", "small, 1e-5", "base, 1e-5", "large, 1e-5", "large_greenmim, 1e-6"})
  void everyVariantHasItsPublishedConstants(String size, double behindConvolutions) {
    TwinsConfig config = (TwinsConfig) Backbones.variant(TwinsFamily.nameOf(size, false)).encoder();
    assertEquals(1e-6, config.layerNormEps());
    assertEquals(1e-6, config.usualLayerNormEps());
    assertEquals(behindConvolutions, config.embeddingNormEps());
    assertEquals(behindConvolutions, config.subSamplingNormEps());
    assertEquals(size.endsWith("greenmim"), !config.positionResidual());
  }

  @Test
  void rolesAreThoseOfTimm() {
    TwinsTransformer encoder = new TwinsTransformer(TinyTwins.config(true), EncoderUse.POOLED);
    assertEquals(10, encoder.layerCount());
    ParameterKind matrix = ParameterKind.MATRIX;
    assertEquals(role(0, 0, matrix), encoder.role("patch_embeds.0.proj.weight"));
    assertEquals(role(0, 1, matrix), encoder.role("blocks.0.0.attn.qkv.weight"));
    assertEquals(
        role(0, 1, ParameterKind.POSITION_KERNEL), encoder.role("pos_block.0.proj.0.weight"));
    assertEquals(role(0, 1, ParameterKind.BIAS), encoder.role("pos_block.0.proj.0.bias"));
    assertEquals(role(0, 2, matrix), encoder.role("blocks.0.1.attn.sr.weight"));
    assertEquals(role(1, 3, ParameterKind.NORM), encoder.role("patch_embeds.1.norm.weight"));
    assertEquals(role(2, 6, matrix), encoder.role("blocks.2.2.mlp.fc2.weight"));
    assertEquals(role(3, 8, ParameterKind.NORM), encoder.role("norm.bias"));
  }

  private static ParameterRole role(int stage, int layer, ParameterKind kind) {
    return new ParameterRole(stage, layer, kind);
  }

  /** GreenMIM draws with Xavier's rule but what its library of sparse convolutions draws. */
  @Test
  void firstValuesAreThoseOfTheMethod() {
    TwinsConfig config = TinyTwins.config(false);
    MimConfig head = new MimConfig(32, 0.5, 16, 1, 2, true);
    try (NDManager manager = NDManager.newBaseManager()) {
      TwinsTransformer stock = new TwinsTransformer(config, EncoderUse.POOLED);
      StateDict.of(stock).initialise(manager, new Shape(1, 3, 224, 224), 1);
      Map<String, Parameter> alone = stock.parameters();
      Block masked = Backbones.newModel(ModelConfig.of("tiny", config, head));
      StateDict.of(masked).initialise(manager, new Shape(1, 3, 224, 224), 1);
      Map<String, Parameter> green = NamedParameters.of(masked);

      String sparse = "patch_embeds.1.proj.";
      assertEquals(Math.sqrt(2.0 / (4 * 12)), deviation(alone, sparse + "weight"), 0.03);
      assertEquals(0, deviation(alone, sparse + "bias"));
      double bound = 1 / Math.sqrt(4 * 8);
      assertWithin(bound, largest(green, "encoder." + sparse + "weight"));
      assertTrue(largest(green, "encoder." + sparse + "bias") > bound / 2);
      String position = "pos_block.3.proj.0.";
      assertEquals(Math.sqrt(2.0 / 9), deviation(alone, position + "weight"), 0.07);
      assertWithin(Math.sqrt(6.0 / (9 + 24)), largest(green, "encoder." + position + "weight"));
      assertEquals(0, deviation(green, "encoder." + position + "bias"));
      assertEquals(0, deviation(green, "encoder.patch_embeds.0.proj.bias"));
    }
  }

  private static void assertWithin(double bound, double largest) {
    assertTrue(largest <= bound && largest > 0.9 * bound, largest + " of " + bound);
  }

  private static double deviation(Map<String, Parameter> parameters, String name) {
    return Math.sqrt(parameters.get(name).getArray().square().mean().getFloat());
  }

  private static double largest(Map<String, Parameter> parameters, String name) {
    return parameters.get(name).getArray().abs().max().getFloat();
  }

  /** The published work of Twins-L: 15.1 thousand million multiplications, 0.3 fewer counted. */
  @Test
  void workIsThatOfThePublishedNetwork() {
    TwinsTransformer large =
        new TwinsTransformer(
            (TwinsConfig) Backbones.variant(TwinsFamily.nameOf("large", false)).encoder(),
            EncoderUse.POOLED);
    EncoderWork dense = large.work(large.config().imageSize());
    double all = dense.embedding() + dense.linear() + dense.merging() + dense.attention();
    assertEquals(15.1e9, all / 2, 0.2e9);
    assertEquals(0, dense.padding());
    PatchMask mask = new RandomMaskGenerator(1, 0.75).generate(0, 7, 7);
    EncoderWork green = large.work(large.planner(32, GroupingMode.OPTIMAL).plan(List.of(mask)));
    assertEquals(12 / 49.0, green.merging() / dense.merging(), 1e-9);
    assertTrue(green.linear() < 0.25 * dense.linear());
  }
}
