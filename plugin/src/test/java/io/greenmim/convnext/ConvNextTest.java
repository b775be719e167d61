package io.greenmim.convnext;

import static io.greenmim.testing.Arrays.NETWORK;
import static io.greenmim.testing.Arrays.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.FcmaeConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.ResponseNorm;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.ParameterKind;
import io.greenmim.model.ParameterRole;
import io.greenmim.model.VisiblePatches;
import io.greenmim.model.mim.FcmaeModel;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.testing.DenseMaps;
import io.greenmim.testing.TinyModels;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConvNextTest {

  private static final int ROWS = 3;
  private static final int COLS = 5;
  static final List<PatchMask> SHARED = List.of(mask("#.#..", "..###", ".#..#"));
  static final List<PatchMask> EVEN =
      List.of(mask("#.#..", "..###", ".#..#"), mask("....#", "###..", "#..##"));
  static final List<PatchMask> UNEVEN =
      List.of(mask("#.#..", "..###", ".#..#"), mask("#####", "##.#.", "#####"));

  private static PatchMask mask(String... rows) {
    String all = String.join("", rows);
    boolean[] masked = new boolean[all.length()];
    for (int i = 0; i < masked.length; i++) {
      masked[i] = all.charAt(i) == '#';
    }
    return new PatchMask(rows.length, rows[0].length(), masked);
  }

  /** Constants so large that one in the place of another moves the results. */
  static ConvNextConfig config(ResponseNorm over, double dropPath) {
    return new ConvNextConfig(
        new ImageSize(96, 160),
        4,
        3,
        List.of(8, 12, 16, 20),
        List.of(1, 1, 2, 1),
        7,
        4,
        dropPath,
        1e-2,
        0.3,
        over);
  }

  static FcmaeModel model(NDManager manager, ResponseNorm over, double dropPath) {
    ModelConfig config =
        ModelConfig.of("tiny_test", config(over, dropPath), new FcmaeConfig(32, 0.5, 8, 1, true));
    FcmaeModel model = (FcmaeModel) ModelFolder.newMaskedImageModel(config);
    StateDict.of(model).initialise(manager, ModelFolder.inputShape(config), 5);
    SplittableRandom random = new SplittableRandom(7);
    // Gains and offsets begin at 0, kernels nearly there: nothing would be seen of them.
    for (Parameter parameter : StateDict.of(model).parameters().values()) {
      float[] values = parameter.getArray().toFloatArray();
      for (int i = 0; i < values.length; i++) {
        values[i] += (float) (0.4 * random.nextDouble() - 0.2);
      }
      parameter.getArray().set(values);
    }
    return model;
  }

  private static ConvNext encoder(FcmaeModel model) {
    return (ConvNext) model.encoder();
  }

  static NDArray images(NDManager manager) {
    return TinyModels.images(manager, 1, new Shape(2, 3, 32L * ROWS, 32L * COLS));
  }

  private static NDArray encode(
      ConvNext encoder, NDArray images, List<PatchMask> masks, Precision precision) {
    MaskPlan plan = encoder.planner(32, GroupingMode.AUTO).plan(masks);
    PassStore store = new PassStore(images.getManager(), precision);
    return encoder.encode(store, new VisiblePatches(images, plan), false);
  }

  /** Latents of each image, (n_b, C). */
  private static List<NDArray> listed(NDArray latents, List<PatchMask> masks) {
    List<NDArray> images = new ArrayList<>();
    int from = 0;
    for (int image = 0; image < 2; image++) {
      int count = masks.get(image % masks.size()).visibleCount();
      if (latents.getShape().get(1) == 2) {
        images.add(latents.get(":, " + image));
      } else {
        images.add(latents.get("%s:%s, 0".formatted(from, from + count)));
        from += count;
      }
    }
    return images;
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"REFERENCE", "FP32"})
  void theSparsePassIsTheDenseOneWithZerosBeforeEveryConvolution(Precision precision) {
    for (List<PatchMask> masks : List.of(SHARED, EVEN, UNEVEN)) {
      try (NDManager manager = NDManager.newBaseManager()) {
        ConvNext encoder = encoder(model(manager, ResponseNorm.IMAGE, 0));
        NDArray images = images(manager);
        NDArray map =
            new ZeroedConvNext(encoder.config(), new DenseMaps(encoder.parameters()), masks)
                .encode(images);
        List<NDArray> actual = listed(encode(encoder, images, masks, precision), masks);
        for (int image = 0; image < 2; image++) {
          int[] sites = masks.get(image % masks.size()).visibleIndices();
          NDList expected = new NDList();
          for (int site : sites) {
            expected.add(map.get("%s, :, %s, %s".formatted(image, site / COLS, site % COLS)));
          }
          assertClose(NDArrays.stack(expected), actual.get(image), NETWORK, "image " + image);
        }
      }
    }
  }

  @Test
  void hiddenPixelsDoNotMatterWhereImagesShowDifferentNumbersOfPatches() {
    try (NDManager manager = NDManager.newBaseManager()) {
      ConvNext encoder = encoder(model(manager, ResponseNorm.IMAGE, 0));
      NDArray images = images(manager);
      NDArray shown = DenseMaps.shown(manager, UNEVEN, 32);
      NDArray changed = images.mul(shown).add(shown.sub(1).mul(7f));
      for (Precision precision : Precision.values()) {
        assertEquals(
            encode(encoder, images, UNEVEN, precision),
            encode(encoder, changed, UNEVEN, precision));
      }
    }
  }

  @Test
  void responsesOfTheWholeBatchAreNormalisedTogetherInSparsePassesAlone() {
    try (NDManager manager = NDManager.newBaseManager()) {
      ConvNext image = encoder(model(manager, ResponseNorm.IMAGE, 0));
      ConvNext batch = encoder(model(manager, ResponseNorm.BATCH, 0));
      NDArray images = images(manager);
      for (List<PatchMask> masks : List.of(SHARED, EVEN, UNEVEN)) {
        NDArray together = encode(batch, images, masks, Precision.REFERENCE);
        assertFalse(together.allClose(encode(image, images, masks, Precision.REFERENCE)));
        assertClose(together, encode(batch, images, masks, Precision.FP32), NETWORK, "kernels");
        NDArray twice = NDArrays.concat(new NDList(images.get("0:1"), images.get("0:1")));
        assertClose(
            encode(image, images.get("0:1"), masks.subList(0, 1), Precision.REFERENCE),
            encode(batch, twice, masks.subList(0, 1), Precision.REFERENCE).get(":, 0:1"),
            1e-2, // the norm of two equal images is larger, which the constant still tells
            "equal images");
      }
      PassStore store = new PassStore(manager, Precision.FP32);
      assertEquals(
          image.features(store, images, false).pooled(),
          batch.features(store, images, false).pooled());
    }
  }

  private static Map<String, NDArray> results(
      NDManager manager, List<PatchMask> masks, ResponseNorm over, Precision precision) {
    FcmaeModel model = model(manager, over, 0);
    NDArray images = images(manager);
    MaskPlan plan = model.planner(GroupingMode.AUTO).plan(masks);
    PassStore store = new PassStore(manager, precision);
    Map<String, NDArray> results = new LinkedHashMap<>();
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray loss = model.loss(store, images, plan, true);
      collector.backward(loss);
      results.put("loss", loss.duplicate());
    }
    StateDict.of(model)
        .parameters()
        .forEach((name, p) -> results.put(name, p.getArray().getGradient().duplicate()));
    return results;
  }

  @ParameterizedTest
  @EnumSource(ResponseNorm.class)
  void blocksInOneCallGiveWhatTheirOperationsGive(ResponseNorm over) {
    for (List<PatchMask> masks : List.of(SHARED, EVEN, UNEVEN)) {
      try (NDManager manager = NDManager.newBaseManager()) {
        Map<String, NDArray> expected = results(manager, masks, over, Precision.REFERENCE);
        Map<String, NDArray> single = results(manager, masks, over, Precision.FP32);
        Map<String, NDArray> half = results(manager, masks, over, Precision.BF16);
        expected.forEach(
            (name, value) -> {
              assertClose(value, single.get(name), NETWORK, name);
              boolean unused = name.startsWith("encoder.norm.");
              assertEquals(unused, value.norm().getFloat() == 0, name);
              double off = half.get(name).sub(value).norm().getFloat();
              assertTrue(off <= 5e-2 * value.norm().getFloat(), name + ": " + off);
            });
      }
    }
  }

  @Test
  void pathsAreDroppedImageByImageWhereverTheirTokensLie() {
    try (NDManager manager = NDManager.newBaseManager()) {
      FcmaeModel model = model(manager, ResponseNorm.IMAGE, 0.9);
      NDArray images = images(manager);
      for (List<PatchMask> masks : List.of(EVEN, UNEVEN)) {
        MaskPlan plan = model.planner(GroupingMode.AUTO).plan(masks);
        for (Precision precision : List.of(Precision.REFERENCE, Precision.FP32)) {
          PassStore store = new PassStore(manager, precision);
          PassStore.seed(store, 4);
          NDArray some = encoder(model).encode(store, new VisiblePatches(images, plan), true);
          List<NDArray> trained = listed(some, masks);
          List<NDArray> whole = listed(encode(encoder(model), images, masks, precision), masks);
          PassStore.seed(store, 4);
          NDArray again = encoder(model).encode(store, new VisiblePatches(images, plan), true);
          assertEquals(some, again);
          assertFalse(
              trained.get(0).allClose(whole.get(0)) && trained.get(1).allClose(whole.get(1)));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "atto, 3.71",
    "femto, 5.23",
    "pico, 9.07",
    "nano, 15.62",
    "tiny, 28.64",
    "base, 88.72",
    "large, 197.96",
    "huge, 660.29",
  })
  void everyVariantHasItsPublishedSize(String size, double millions) {
    ModelConfig config = Backbones.variant("convnextv2_" + size).model(new ClassifierConfig(1000));
    assertEquals(millions, Backbones.parameters(config) / 1e6, 0.0051);
  }

  @ParameterizedTest
  @CsvSource({"96, 160", "32, 64", "100, 36", "104, 136"})
  void declaredShapesAreRealShapes(int height, int width) {
    try (NDManager manager = NDManager.newBaseManager()) {
      ConvNext encoder = encoder(model(manager, ResponseNorm.IMAGE, 0));
      Shape in = new Shape(2, 3, height, width);
      NDList out =
          encoder.forward(
              new PassStore(manager, Precision.FP32),
              new NDList(TinyModels.images(manager, 1, in)),
              false);
      assertEquals(List.of(encoder.getOutputShapes(new Shape[] {in})), List.of(out.getShapes()));
    }
  }

  @Test
  void stagesLayersAndKindsAreToldByName() {
    FcmaeModel model =
        new FcmaeModel(
            Backbones.newEncoder(config(null, 0), EncoderUse.POOLED),
            new FcmaeConfig(32, 0.5, 8, 1, true));
    Map<String, ParameterRole> expected =
        Map.of(
            "encoder.downsample_layers.0.0.weight", new ParameterRole(0, 0, ParameterKind.MATRIX),
            "encoder.downsample_layers.0.1.bias", new ParameterRole(0, 0, ParameterKind.NORM),
            "encoder.downsample_layers.2.1.bias", new ParameterRole(2, 3, ParameterKind.BIAS),
            "encoder.stages.0.0.dwconv.weight", new ParameterRole(0, 1, ParameterKind.MATRIX),
            "encoder.stages.2.1.grn.gamma", new ParameterRole(2, 4, ParameterKind.RESPONSE),
            "encoder.norm.weight", new ParameterRole(3, 6, ParameterKind.NORM),
            "mask_token", new ParameterRole(3, 6, ParameterKind.TOKEN),
            "decoder.0.grn.beta", new ParameterRole(3, 6, ParameterKind.RESPONSE),
            "pred.weight", new ParameterRole(3, 6, ParameterKind.MATRIX));
    expected.forEach((name, role) -> assertEquals(role, model.role(name), name));
  }

  @Test
  void kernelsAndMatricesBeginSmall() {
    ModelConfig config =
        ModelConfig.of("tiny_test", config(null, 0), new FcmaeConfig(32, 0.5, 8, 1, true));
    try (NDManager manager = NDManager.newBaseManager()) {
      StateDict state = StateDict.of(ModelFolder.newMaskedImageModel(config));
      state.initialise(manager, ModelFolder.inputShape(config), 5);
      for (String name : List.of("stages.3.0.dwconv.weight", "stages.3.0.pwconv1.weight")) {
        NDArray value = state.parameters().get("encoder." + name).getArray();
        double deviation = value.norm().getFloat() / Math.sqrt((double) value.size());
        assertEquals(0.02, deviation, 2e-3, name);
      }
    }
  }

  @Test
  void refusesWhatItCannotEncode() {
    ConvNext encoder = new ConvNext(config(null, 0), EncoderUse.POOLED);
    assertEquals(
        "mask patch: expected a multiple of the total stride 32, got 48",
        assertThrows(IllegalArgumentException.class, () -> encoder.planner(48, GroupingMode.AUTO))
            .getMessage());
    assertEquals(
        "fcmae: expected an encoder made of convolutions, got one of the family swin",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    ModelConfig.of(
                        "tiny_test", TinyModels.swin(64, 4), new FcmaeConfig(32, 0.5, 8, 1, true)))
            .getMessage());
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray images = manager.zeros(new Shape(2, 3, 64, 64));
      MaskPlan plan = encoder.planner(32, GroupingMode.AUTO).plan(SHARED);
      PassStore store = new PassStore(manager, Precision.FP32);
      assertThrows(
          IllegalArgumentException.class,
          () -> encoder.stages(store, new VisiblePatches(images, plan)));
    }
  }
}
