package io.greenmim.pvt;

import static io.greenmim.testing.Arrays.NETWORK;
import static io.greenmim.testing.Arrays.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.AllPatches;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.ParameterKind;
import io.greenmim.model.ParameterRole;
import io.greenmim.model.VisiblePatches;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.testing.DenseMaps;
import io.greenmim.testing.GreenPass;
import io.greenmim.testing.TinyModels;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PvtEncoderTest {

  private static final double HALF = 2e-2;

  @ParameterizedTest
  @CsvSource({"false, 1, 7", "false, 2, 7", "false, 2, 4", "true, 1, 7", "true, 2, 7"})
  void theGreenPassIsTheDenseOneWithZerosBeforeEveryConvolution(
      boolean linear, int count, int cols) {
    try (NDManager manager = NDManager.newBaseManager()) {
      PvtEncoder encoder = TinyPvt.encoder(manager, TinyPvt.config(linear, 0));
      NDArray images = TinyModels.images(manager, 1, new Shape(2, 3, 224, 32L * cols));
      List<PatchMask> masks = GreenPass.masks(count, 7, cols);
      NDArray expected =
          new ZeroedPvt(encoder.config(), new DenseMaps(encoder.parameters()), masks)
              .encode(images);
      assertClose(
          GreenPass.visible(expected, masks),
          GreenPass.latents(encoder, images, masks),
          NETWORK,
          "latents");
    }
  }

  @ParameterizedTest
  @CsvSource({"false, 1, REFERENCE", "false, 2, FP32", "true, 2, BF16", "false, 1, BF16"})
  void hiddenPixelsDoNotMatter(boolean linear, int count, Precision precision) {
    try (NDManager manager = NDManager.newBaseManager()) {
      PvtEncoder encoder = TinyPvt.encoder(manager, TinyPvt.config(linear, 0));
      List<PatchMask> masks = GreenPass.masks(count, 7, 7);
      NDArray images = TinyModels.images(manager, 1, new Shape(2, 3, 224, 224));
      NDArray shown = DenseMaps.shown(manager, masks, 32);
      NDArray changed = images.mul(shown).add(shown.sub(1).mul(7f));
      assertEquals(
          GreenPass.latents(encoder, images, masks, precision),
          GreenPass.latents(encoder, changed, masks, precision));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withoutMaskTheGreenPassEqualsTheDenseOne(boolean linear) {
    try (NDManager manager = NDManager.newBaseManager()) {
      PvtEncoder encoder = TinyPvt.encoder(manager, TinyPvt.config(linear, 0));
      NDArray images = TinyModels.images(manager, 1, new Shape(2, 3, 224, 224));
      ParameterStore store = new ParameterStore(manager, false);
      NDArray dense = encoder.features(store, images, false).stages().get(3);
      List<PatchMask> none = List.of(PatchMask.none(7, 7));
      assertClose(
          GreenPass.visible(dense, none),
          GreenPass.latents(encoder, images, none),
          NETWORK,
          "latents");
    }
  }

  @Test
  void eachImageOfABatchMayHideItsOwnPatches() {
    try (NDManager manager = NDManager.newBaseManager()) {
      PvtEncoder encoder = TinyPvt.encoder(manager, TinyPvt.config(false, 0));
      NDArray images = TinyModels.images(manager, 1, new Shape(3, 3, 96, 160));
      List<PatchMask> masks = GreenPass.masks(3, 3, 5);
      NDArray all = GreenPass.latents(encoder, images, masks);
      for (int i = 0; i < 3; i++) {
        String own = i + ":" + (i + 1);
        assertClose(
            GreenPass.latents(encoder, images.get(own), List.of(masks.get(i))),
            all.get(":, " + own),
            NETWORK,
            "image " + i);
      }
      assertEquals(
          GreenPass.latents(encoder, images, masks.subList(0, 1)),
          GreenPass.latents(encoder, images, List.of(masks.get(0), masks.get(0), masks.get(0))));
    }
  }

  @ParameterizedTest
  @CsvSource({"96, 160", "32, 64", "224, 224", "100, 36"})
  void declaredShapesAreRealShapes(int height, int width) {
    try (NDManager manager = NDManager.newBaseManager()) {
      for (boolean linear : new boolean[] {false, true}) {
        PvtEncoder encoder = TinyPvt.encoder(manager, TinyPvt.config(linear, 0));
        Shape in = new Shape(2, 3, height, width);
        NDArray images = TinyModels.images(manager, 1, in);
        NDList out = encoder.forward(new ParameterStore(manager, false), new NDList(images), false);
        assertEquals(List.of(encoder.getOutputShapes(new Shape[] {in})), List.of(out.getShapes()));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "pvt_v2_b0, 3.67",
    "pvt_v2_b1, 14.01",
    "pvt_v2_b2, 25.36",
    "pvt_v2_b2_li, 22.55",
    "pvt_v2_b3, 45.24",
    "pvt_v2_b4, 62.56",
    "pvt_v2_b5, 81.96"
  })
  void everyVariantHasItsPublishedSize(String name, double millions) {
    ModelConfig config = Backbones.variant(name).model(new ClassifierConfig(1000));
    assertEquals(millions, Backbones.parameters(config) / 1e6, 0.0051, name);
    PvtConfig encoder = (PvtConfig) config.encoder();
    assertEquals(1e-6, encoder.layerNormEps());
    assertEquals(1e-6, encoder.usualLayerNormEps());
    assertEquals(1e-5, encoder.embeddingNormEps());
    assertEquals(1e-5, encoder.subSamplingNormEps());
  }

  @Test
  void stagesInOneCallGiveWhatTheirOperationsGive() {
    try (NDManager manager = NDManager.newBaseManager()) {
      for (boolean linear : new boolean[] {false, true}) {
        for (int count : new int[] {0, 1, 2}) {
          Map<String, NDArray> expected = results(manager, linear, count, Precision.REFERENCE);
          Map<String, NDArray> single = results(manager, linear, count, Precision.FP32);
          Map<String, NDArray> half = results(manager, linear, count, Precision.BF16);
          double largest =
              expected.values().stream().mapToDouble(v -> v.norm().getFloat()).max().orElseThrow();
          expected.forEach(
              (name, value) -> {
                // What nearly cancels over the tokens is all rounding.
                double size = Math.max(value.norm().getFloat(), 1e-2 * largest);
                double error = value.sub(single.get(name)).norm().getFloat();
                assertTrue(error <= NETWORK * size, name + ": " + error + " of a norm of " + size);
              });
          assertClose(expected.get("latents"), half.get("latents"), 3 * HALF, "bfloat16");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void halfBlocksInBfloat16GiveWhatTheirOperationsGive(boolean linear) {
    try (NDManager manager = NDManager.newBaseManager()) {
      PvtConfig config = TinyPvt.config(linear, 0);
      StageSites.OnDevice rows =
          ((PvtPlan) new PvtPlanner(config, 32).plan(GreenPass.masks(1, 7, 7)))
              .stages()
              .get(1)
              .toDevice(manager, 2, Precision.REFERENCE);
      Map<String, NDArray> expected = blockResults(manager, config, rows, Precision.REFERENCE);
      Map<String, NDArray> half = blockResults(manager, config, rows, Precision.BF16);
      expected.forEach(
          (name, value) -> {
            // In the norm: a rectifier's derivative jumps where rounding changes a sign.
            double error = value.sub(half.get(name)).norm().getFloat() / value.norm().getFloat();
            assertTrue(error > 0 && error <= 3 * HALF, name + ": " + error);
          });
    }
  }

  /** Output and gradients of a block of the second stage. */
  private static Map<String, NDArray> blockResults(
      NDManager manager, PvtConfig config, StageSites.OnDevice rows, Precision precision) {
    PvtBlock block = new PvtBlock(config, 1, 0);
    TinyModels.initialise(manager, block);
    Shape shape = new Shape(rows.embedding().getShape().get(0), 2, config.channels(1));
    NDArray x = TinyModels.images(manager, 3, shape).duplicate();
    x.setRequiresGradient(true);
    Map<String, NDArray> results = new LinkedHashMap<>();
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray y = block.forward(new PassStore(manager, precision), x, rows, true);
      results.put("output", y.duplicate());
      collector.backward(y.mul(TinyModels.images(manager, 2, shape)).sum());
    }
    results.put("input", x.getGradient().duplicate());
    StateDict.of(block)
        .arrays()
        .forEach(
            (name, array) -> {
              // The same for all keys, a bias of theirs changes no attention.
              if (!name.endsWith("kv.bias")) {
                results.put(name, array.getGradient().duplicate());
              }
            });
    return results;
  }

  /** Latents and gradients, of all patches or under that many masks. */
  private static Map<String, NDArray> results(
      NDManager manager, boolean linear, int masks, Precision precision) {
    PvtEncoder encoder = TinyPvt.encoder(manager, TinyPvt.config(linear, 0.3));
    NDArray images = TinyModels.images(manager, 1, new Shape(2, 3, 224, 224));
    PassStore store = new PassStore(manager, precision);
    PassStore.seed(store, 5);
    Map<String, NDArray> results = new LinkedHashMap<>();
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray latents =
          masks == 0
              ? encoder.encode(store, new AllPatches(images), true)
              : encoder.encode(
                  store,
                  new VisiblePatches(
                      images,
                      encoder.planner(32, GroupingMode.AUTO).plan(GreenPass.masks(masks, 7, 7))),
                  true);
      results.put("latents", latents.duplicate());
      collector.backward(latents.mul(TinyModels.images(manager, 2, latents.getShape())).sum());
    }
    StateDict.of(encoder)
        .arrays()
        .forEach((name, array) -> results.put(name, array.getGradient().duplicate()));
    return results;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyParameterGetsAFiniteGradient(boolean green) {
    ModelConfig config =
        ModelConfig.of(
            "tiny_test",
            TinyPvt.config(false, 0),
            green ? new MimConfig(32, 0.5, 16, 1, 2, true) : new SimMimConfig(32, 0.5));
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskedImageModel model = ModelFolder.newMaskedImageModel(config);
      StateDict dict = StateDict.of(model);
      dict.initialise(manager, ModelFolder.inputShape(config), 1);
      MaskPlan plan = model.planner(GroupingMode.AUTO).plan(GreenPass.masks(1, 7, 7));
      NDArray images = TinyModels.images(manager, 1, new Shape(2, 3, 224, 224));
      try (NDManager step = manager.newSubManager()) {
        int before = step.getManagedArrays().size();
        NDArray copy = TinyModels.images(step, 1, new Shape(2, 3, 224, 224));
        model.loss(new ParameterStore(manager, false), copy, plan, false);
        assertEquals(before + 2, step.getManagedArrays().size(), "images and the loss");
      }
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        collector.backward(model.loss(new ParameterStore(manager, false), images, plan, true));
      }
      dict.parameters()
          .forEach(
              (name, parameter) -> {
                float norm = parameter.getArray().getGradient().norm().getFloat();
                assertTrue(Float.isFinite(norm) && norm > 0, name + ": gradient norm " + norm);
              });
    }
  }

  @Test
  void tokensOfHiddenPatchesSeeNoPixels() {
    ModelConfig config =
        ModelConfig.of("tiny_test", TinyPvt.config(false, 0), new SimMimConfig(32, 0.5));
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskedImageModel model = ModelFolder.newMaskedImageModel(config);
      StateDict.of(model).initialise(manager, ModelFolder.inputShape(config), 1);
      List<PatchMask> masks = GreenPass.masks(1, 7, 7);
      MaskPlan plan = model.planner(GroupingMode.AUTO).plan(masks);
      NDArray images = TinyModels.images(manager, 1, new Shape(1, 3, 224, 224));
      NDArray shown = DenseMaps.shown(manager, masks, 32);
      ParameterStore store = new ParameterStore(manager, false);
      NDArray changed = images.mul(shown).add(shown.sub(1).mul(7f));
      assertEquals(
          model.encoder().encode(store, model.input(store, images, plan, false), false),
          model.encoder().encode(store, model.input(store, changed, plan, false), false));
    }
  }

  @Test
  void stagesLayersAndKindsAreToldByName() {
    PvtEncoder encoder =
        new PvtEncoder((PvtConfig) Backbones.variant("pvt_v2_b2").encoder(), EncoderUse.POOLED);
    assertEquals(18, encoder.layerCount());
    ParameterKind matrix = ParameterKind.MATRIX;
    assertEquals(new ParameterRole(0, 0, matrix), encoder.role("patch_embed1.proj.weight"));
    assertEquals(new ParameterRole(0, 1, matrix), encoder.role("block1.0.attn.sr.weight"));
    assertEquals(new ParameterRole(1, 4, matrix), encoder.role("patch_embed2.proj.weight"));
    assertEquals(
        new ParameterRole(1, 7, matrix), encoder.role("block2.3.mlp.dwconv.dwconv.weight"));
    assertEquals(new ParameterRole(2, 13, ParameterKind.NORM), encoder.role("norm3.weight"));
    assertEquals(
        new ParameterRole(3, 16, ParameterKind.BIAS), encoder.role("block4.2.attn.q.bias"));
    assertEquals(new ParameterRole(3, 16, ParameterKind.NORM), encoder.role("norm4.bias"));
  }

  @Test
  void refusesWhatItCannotEncode() {
    PvtEncoder linear = new PvtEncoder(TinyPvt.config(true, 0), EncoderUse.POOLED);
    PvtEncoder usual = new PvtEncoder(TinyPvt.config(false, 0), EncoderUse.POOLED);
    assertEquals(
        "linear PVT v2: expected 7 x 7 mask patches where only visible patches are encoded, as"
            + " images of 224 pixels have, for only there its keys are whole patches; got 6 x 6",
        refused(() -> linear.planner(32, GroupingMode.AUTO).plan(GreenPass.masks(1, 6, 6))));
    PvtConfig smaller = TinyPvt.config(true, 0).withImageSize(ImageSize.parse("192"));
    assertTrue(
        refused(() -> new PvtEncoder(smaller, EncoderUse.POOLED).planner(32, GroupingMode.AUTO))
            .endsWith("got 6 x 6"));
    assertEquals(
        "mask patch: expected a multiple of 32 pixels, the side of what becomes one token or key,"
            + " got 16",
        refused(() -> usual.planner(16, GroupingMode.AUTO)));
    assertEquals(
        "masks: expected as many visible patches in each image of a batch, got 3 and 4",
        refused(
            () ->
                usual
                    .planner(32, GroupingMode.AUTO)
                    .plan(
                        List.of(
                            new PatchMask(2, 2, new boolean[] {true, false, false, false}),
                            PatchMask.none(2, 2)))));
    try (NDManager manager = NDManager.newBaseManager()) {
      PvtEncoder encoder = TinyPvt.encoder(manager, TinyPvt.config(false, 0));
      NDArray small = TinyModels.images(manager, 1, new Shape(1, 3, 28, 64));
      assertEquals(
          "image size: expected sides of at least 32 pixels, of which one key is made, got 28 x 64",
          refused(() -> encoder.features(new ParameterStore(manager, false), small, false)));
    }
  }

  private static String refused(Runnable action) {
    return assertThrows(IllegalArgumentException.class, action::run).getMessage();
  }
}
