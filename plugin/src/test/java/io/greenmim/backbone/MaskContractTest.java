package io.greenmim.backbone;

import static io.greenmim.testing.Arrays.NETWORK;
import static io.greenmim.testing.Arrays.OPS;
import static io.greenmim.testing.Arrays.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.FcmaeConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.config.SimMimConfig;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.MaskShape;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.EncoderWork;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.testing.TinyModels;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What masks mean to every family of encoders and way of pre-training, in every precision. */
class MaskContractTest {

  /** Tolerance of bfloat16, relative to the largest expected value. */
  private static final double HALF = 2e-2;

  private static final int IMAGES = 3;
  private static final int GRID = 4;

  /** Every way of pre-training of each family, in every precision. */
  static Stream<Arguments> forms() {
    return Backbones.families().stream()
        .map(BackboneFamily::smallVariant)
        .flatMap(
            variant ->
                Stream.of(ModelKind.GREENMIM, ModelKind.SIMMIM, ModelKind.FCMAE)
                    .filter(
                        kind ->
                            kind != ModelKind.FCMAE
                                || Backbones.variant(variant).encoder().convolutional())
                    .flatMap(
                        kind ->
                            Stream.of(Precision.values())
                                .map(precision -> Arguments.of(variant, kind, precision))));
  }

  private static MaskedImageModel model(NDManager manager, String name, ModelKind kind) {
    Variant variant = Backbones.variant(name);
    MimConfig decoder = variant.decoder();
    ImageSize size = ImageSize.square(GRID * decoder.maskPatch());
    EncoderConfig encoder = variant.encoder().withImageSize(size).withDropPath(0.3);
    HeadConfig head =
        switch (kind) {
          case SIMMIM -> new SimMimConfig(decoder.maskPatch(), 0.5);
          case FCMAE -> new FcmaeConfig(decoder.maskPatch(), 0.5, 16, 1, true);
          default -> new MimConfig(decoder.maskPatch(), 0.5, 16, 1, 2, true);
        };
    ModelConfig config = ModelConfig.of(name, encoder, head);
    MaskedImageModel model = ModelFolder.newMaskedImageModel(config);
    StateDict.of(model).initialise(manager, ModelFolder.inputShape(config), 5);
    return model;
  }

  private static NDArray images(NDManager manager, MaskedImageModel model) {
    int side = GRID * model.maskPatch();
    int channels = model.encoder().config().inChannels();
    return TinyModels.images(manager, 1, new Shape(IMAGES, channels, side, side));
  }

  private static List<PatchMask> masks(int count) {
    return MaskShape.RANDOM.generator(3, 0.5).generate(0, count, GRID, GRID);
  }

  private static MaskPlan plan(MaskedImageModel model, List<PatchMask> masks) {
    return model.planner(GroupingMode.OPTIMAL).plan(masks);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void equalMasksGiveWhatOneMaskGives(String variant, ModelKind kind, Precision precision) {
    try (NDManager manager = NDManager.newBaseManager()) {
      PassStore store = new PassStore(manager, precision);
      List<PatchMask> one = masks(1);
      List<PatchMask> each = Collections.nCopies(IMAGES, one.get(0));
      Map<String, NDArray> expected = compute(manager, model(manager, variant, kind), store, one);
      Map<String, NDArray> actual = compute(manager, model(manager, variant, kind), store, each);
      assertEquals(expected.keySet(), actual.keySet());
      expected.forEach(
          (name, value) ->
              assertClose(
                  value,
                  actual.get(name),
                  tolerance(precision, name.equals("latents") ? OPS : NETWORK),
                  name));
    }
  }

  private static double tolerance(Precision precision, double ofFloat32) {
    return precision == Precision.BF16 ? HALF : ofFloat32;
  }

  /** Latents, loss, gradients and pictures by name. */
  private static Map<String, NDArray> compute(
      NDManager manager, MaskedImageModel model, PassStore store, List<PatchMask> masks) {
    NDArray images = images(manager, model);
    MaskPlan plan = plan(model, masks);
    Map<String, NDArray> values = new LinkedHashMap<>();
    values.put("latents", encode(model, store, images, plan));
    values.put("pictures", model.reconstruct(store, images, plan).reconstruction());
    PassStore.seed(store, 9); // the same branches are dropped for the same images
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray loss = model.loss(store, images, plan, true);
      collector.backward(loss);
      values.put("loss", loss.duplicate());
    }
    StateDict.of(model)
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (parameter.requiresGradient()) {
                values.put("gradient of " + name, parameter.getArray().getGradient().duplicate());
              }
            });
    return values;
  }

  static Stream<String> variants() {
    return Backbones.families().stream().map(BackboneFamily::smallVariant);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void workIsThatOfOneImage(String variant) {
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskedImageModel model = model(manager, variant, ModelKind.GREENMIM);
      EncoderWork one = model.encoder().work(plan(model, masks(1)));
      EncoderWork each = model.encoder().work(plan(model, masks(IMAGES)));
      assertEquals(one.embedding(), each.embedding());
      assertEquals(one.linear(), each.linear());
      assertEquals(one.merging(), each.merging());
      // Groups of windows of several images have other sizes.
      double attention = one.attention() + one.padding();
      assertEquals(attention, each.attention() + each.padding(), 0.7 * attention);
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void everyImageIsEncodedAsIfItWereAlone(String variant, ModelKind kind, Precision precision) {
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskedImageModel model = model(manager, variant, kind);
      PassStore store = new PassStore(manager, precision);
      NDArray images = images(manager, model);
      List<PatchMask> masks = masks(IMAGES);
      NDArray together = encode(model, store, images, plan(model, masks));
      List<NDArray> alone = new ArrayList<>();
      double losses = 0;
      for (int i = 0; i < IMAGES; i++) {
        NDArray image = images.get(new NDIndex("%s:%s".formatted(i, i + 1)));
        MaskPlan own = plan(model, masks.subList(i, i + 1));
        alone.add(encode(model, store, image, own));
        losses += model.loss(store, image, own, false).getFloat();
      }
      NDArray expected = NDArrays.concat(new NDList(alone), 1);
      assertClose(expected, together, tolerance(precision, NETWORK), "latents");
      float loss = model.loss(store, images, plan(model, masks), false).getFloat();
      assertEquals(losses / IMAGES, loss, tolerance(precision, NETWORK) * loss);
      assertFalse(
          expected.allClose(encode(model, store, images, plan(model, masks(1)))), "masks matter");
    }
  }

  private static NDArray encode(
      MaskedImageModel model, PassStore store, NDArray images, MaskPlan plan) {
    return model.encoder().encode(store, model.input(store, images, plan, false), false);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void hiddenPixelsDoNotMatter(String variant, ModelKind kind, Precision precision) {
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskedImageModel model = model(manager, variant, kind);
      PassStore store = new PassStore(manager, precision);
      NDArray images = images(manager, model);
      for (int count : new int[] {1, IMAGES}) {
        List<PatchMask> masks = masks(count);
        MaskPlan plan = plan(model, masks);
        NDArray changed = images.duplicate();
        int side = model.maskPatch();
        for (int i = 0; i < IMAGES; i++) {
          for (int patch : masks.get(i % count).maskedIndices()) {
            int row = patch / GRID * side;
            int col = patch % GRID * side;
            changed.set(
                new NDIndex("%s, :, %s:%s, %s:%s".formatted(i, row, row + side, col, col + side)),
                7f);
          }
        }
        NDArray latents = encode(model, store, images, plan);
        assertEquals(latents, encode(model, store, changed, plan), "bit-equal");
        changed = images.mul(2f);
        assertFalse(latents.equals(encode(model, store, changed, plan)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void asManyMasksAsImagesOrOne(String variant, ModelKind kind, Precision precision) {
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskedImageModel model = model(manager, variant, kind);
      NDArray images = images(manager, model);
      MaskPlan two = plan(model, masks(2));
      assertEquals(
          "masks: expected one, or one for each of 3 images, got 2",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> model.loss(new PassStore(manager, precision), images, two, false))
              .getMessage());
    }
  }
}
