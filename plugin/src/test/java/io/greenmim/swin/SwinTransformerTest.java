package io.greenmim.swin;

import static io.greenmim.testing.Arrays.NETWORK;
import static io.greenmim.testing.Arrays.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.backbone.Variant;
import io.greenmim.config.ModelConfig;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.ParameterKind;
import io.greenmim.model.ParameterRole;
import io.greenmim.model.VisiblePatches;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.testing.TinyModels;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SwinTransformerTest {

  @ParameterizedTest
  @EnumSource(GroupingMode.class)
  void withoutMaskTheGreenPassEqualsTheDenseOne(GroupingMode mode) {
    try (NDManager manager = NDManager.newBaseManager()) {
      SwinTransformer encoder = encoder(manager, 128, 4);
      NDArray images = TinyModels.images(manager, 1, new Shape(2, 3, 128, 128));
      ParameterStore store = new ParameterStore(manager, false);
      MaskPlan plan = encoder.planner(32, mode).plan(List.of(PatchMask.none(4, 4)));
      NDArray green = encoder.encode(store, new VisiblePatches(images, plan), false);
      NDArray dense = encoder.features(store, images, false).stages().get(3);
      NDArray tokens = dense.transpose(2, 3, 0, 1).reshape(16, 2, 64);
      assertClose(tokens, green, NETWORK, "latents");
    }
  }

  @Test
  void hiddenPixelsDoNotMatter() {
    try (NDManager manager = NDManager.newBaseManager()) {
      SwinTransformer encoder = encoder(manager, 128, 4);
      ParameterStore store = new ParameterStore(manager, false);
      PatchMask mask = new RandomMaskGenerator(3, 0.5).generate(0, 4, 4);
      MaskPlan plan = encoder.planner(32, GroupingMode.OPTIMAL).plan(List.of(mask));
      NDArray images = TinyModels.images(manager, 1, new Shape(2, 3, 128, 128));
      NDArray changed = images.duplicate();
      int hidden = mask.maskedIndices()[0];
      int row = hidden / 4 * 32;
      int col = hidden % 4 * 32;
      changed.set(new NDIndex(":, :, %d:%d, %d:%d".formatted(row, row + 32, col, col + 32)), 7f);
      assertEquals(
          encoder.encode(store, new VisiblePatches(images, plan), false),
          encoder.encode(store, new VisiblePatches(changed, plan), false));
    }
  }

  static Stream<List<Integer>> sizes() {
    return Stream.of(
        List.of(128, 128), List.of(64, 96), List.of(60, 100), List.of(4, 4), List.of(132, 36));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void declaredShapesAreRealShapes(List<Integer> size) {
    try (NDManager manager = NDManager.newBaseManager()) {
      SwinTransformer encoder = encoder(manager, 128, 4);
      Shape in = new Shape(2, 3, size.get(0), size.get(1));
      NDList out =
          encoder.forward(
              new ParameterStore(manager, false),
              new NDList(TinyModels.images(manager, 1, in)),
              false);
      Shape[] declared = encoder.getOutputShapes(new Shape[] {in});
      assertEquals(List.of(declared), List.of(out.getShapes()));
    }
  }

  static List<String> variants() {
    return new SwinFamily().variants().stream().map(Variant::name).toList();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void everyVariantHasItsPublishedSize(String name) {
    SwinConfig config = (SwinConfig) Backbones.variant(name).encoder();
    long parameters =
        StateDict.of(new SwinTransformer(config, EncoderUse.POOLED)).parameters().values().stream()
            .mapToLong(p -> p.getShape().size())
            .sum();
    double expected = millions(config);
    assertEquals(expected, parameters / 1e6, 0.006 * expected, name);
  }

  /** Millions of parameters of the published backbones without their classifier. */
  private static double millions(SwinConfig config) {
    return switch (config.embedDim()) {
      case 32 -> 3.08; // ours: counted by hand, not published
      case 96 -> config.depths().stream().mapToInt(Integer::intValue).sum() == 12 ? 27.5 : 48.8;
      case 128 -> 86.7;
      default -> 195.0;
    };
  }

  static List<ModelConfig> maskedModels() {
    return List.of(TinyModels.masked(128, 4), TinyModels.simMim(128, 4));
  }

  @ParameterizedTest
  @MethodSource("maskedModels")
  void everyParameterGetsAFiniteGradient(ModelConfig config) {
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskedImageModel model = ModelFolder.newMaskedImageModel(config);
      StateDict dict = StateDict.of(model);
      dict.initialise(manager, ModelFolder.inputShape(config), 1);
      MaskPlan plan =
          model
              .planner(GroupingMode.OPTIMAL)
              .plan(List.of(new RandomMaskGenerator(1, 0.5).generate(0, 4, 4)));
      NDArray images = TinyModels.images(manager, 1, new Shape(2, 3, 128, 128));
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        collector.backward(model.loss(new ParameterStore(manager, false), images, plan, true));
      }
      dict.parameters()
          .forEach(
              (name, parameter) -> {
                NDArray gradient = parameter.getArray().getGradient();
                float norm = gradient.norm().getFloat();
                assertTrue(Float.isFinite(norm) && norm > 0, name + ": gradient norm " + norm);
              });
    }
  }

  @ParameterizedTest
  @MethodSource("maskedModels")
  void aStepLeavesNoArraysBehind(ModelConfig config) {
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskedImageModel model = ModelFolder.newMaskedImageModel(config);
      StateDict.of(model).initialise(manager, ModelFolder.inputShape(config), 1);
      MaskPlan plan =
          model
              .planner(GroupingMode.OPTIMAL)
              .plan(List.of(new RandomMaskGenerator(1, 0.5).generate(0, 4, 4)));
      try (NDManager step = manager.newSubManager()) {
        NDArray images = TinyModels.images(step, 1, new Shape(2, 3, 128, 128));
        int before = step.getManagedArrays().size();
        model.loss(new ParameterStore(manager, false), images, plan, false);
        assertEquals(before + 1, step.getManagedArrays().size(), "images and the loss");
      }
    }
  }

  @Test
  void layersAreNumberedFromTheEmbeddingToTheHead() {
    SwinTransformer encoder =
        new SwinTransformer(
            (SwinConfig) Backbones.variant("swin_base_patch4_window7_224").encoder(),
            EncoderUse.POOLED);
    assertEquals(26, encoder.layerCount());
    assertEquals(0, encoder.role("patch_embed.proj.weight").layer());
    assertEquals(1, encoder.role("layers.0.blocks.0.norm1.weight").layer());
    assertEquals(2, encoder.role("layers.0.downsample.norm.weight").layer());
    assertEquals(5, encoder.role("layers.2.blocks.0.attn.qkv.bias").layer());
    assertEquals(22, encoder.role("layers.2.downsample.reduction.weight").layer());
    assertEquals(24, encoder.role("layers.3.blocks.1.mlp.fc2.weight").layer());
    assertEquals(25, encoder.role("norm.weight").layer());
  }

  @Test
  void stagesAndKindsAreToldByName() {
    SwinTransformer encoder = new SwinTransformer(TinyModels.swin(128, 4), EncoderUse.POOLED);
    assertEquals(
        new ParameterRole(0, 0, ParameterKind.MATRIX), encoder.role("patch_embed.proj.weight"));
    assertEquals(
        new ParameterRole(0, 2, ParameterKind.TABLE),
        encoder.role("layers.0.blocks.1.attn.relative_position_bias_table"));
    assertEquals(
        new ParameterRole(1, 3, ParameterKind.NORM), encoder.role("layers.1.downsample.norm.bias"));
    assertEquals(
        new ParameterRole(2, 4, ParameterKind.BIAS),
        encoder.role("layers.2.blocks.0.mlp.fc1.bias"));
    assertEquals(new ParameterRole(3, 6, ParameterKind.NORM), encoder.role("norm.weight"));
  }

  @Test
  void refusesSidesThatThePatchDoesNotDivide() {
    try (NDManager manager = NDManager.newBaseManager()) {
      SwinTransformer encoder = encoder(manager, 128, 4);
      NDArray images = TinyModels.images(manager, 1, new Shape(1, 3, 30, 32));
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> encoder.features(new ParameterStore(manager, false), images, false));
      assertTrue(e.getMessage().contains("30"), e.getMessage());
    }
  }

  @Test
  void namesAreUniqueAndPublished() {
    Set<String> names =
        StateDict.of(ModelFolder.newMaskedImageModel(TinyModels.masked(64, 4)))
            .parameters()
            .keySet();
    assertTrue(
        names.containsAll(
            List.of(
                "mask_token",
                "decoder_embed.weight",
                "decoder_blocks.0.attn.qkv.bias",
                "encoder.layers.0.blocks.1.attn.relative_position_bias_table",
                "encoder.layers.2.downsample.reduction.weight",
                "encoder.patch_embed.proj.weight",
                "encoder.norm.bias")),
        names.toString());
  }

  private static SwinTransformer encoder(NDManager manager, int size, int window) {
    SwinTransformer encoder = new SwinTransformer(TinyModels.swin(size, window), EncoderUse.POOLED);
    StateDict dict = StateDict.of(encoder);
    dict.initialise(manager, new Shape(1, 3, size, size), 11);
    // Weights of unit scale, so that attention is far from uniform.
    dict.parameters()
        .forEach(
            (name, p) -> {
              if (p.getShape().dimension() > 1) {
                p.getArray().setRequiresGradient(false);
                p.getArray().muli(8f);
              }
            });
    return encoder;
  }
}
