package io.greenmim.backbone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.MaskShape;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.Encoder;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.VisiblePatches;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.testing.TinyModels;
import io.greenmim.weights.StateDict;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans whose row numbers the loader's threads make. */
class PreparedPlanTest {

  private static final int IMAGES = 3;
  private static final int GRID = 3;

  static Stream<String> variants() {
    return Backbones.families().stream().map(BackboneFamily::smallVariant);
  }

  private static Encoder encoder(String variant) {
    int side = GRID * Backbones.variant(variant).decoder().maskPatch();
    EncoderConfig config =
        Backbones.variant(variant).encoder().withImageSize(ImageSize.square(side));
    return Backbones.newEncoder(config, EncoderUse.POOLED);
  }

  private static MaskPlan plan(Encoder encoder, String variant, int masks) {
    List<PatchMask> drawn = MaskShape.RANDOM.generator(3, 0.5).generate(0, masks, GRID, GRID);
    int maskPatch = Backbones.variant(variant).decoder().maskPatch();
    return encoder.planner(maskPatch, GroupingMode.OPTIMAL).plan(drawn);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void theBitsAreThoseOfPlansThatWereNot(String variant) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Encoder encoder = encoder(variant);
      ImageSize size = encoder.config().imageSize();
      Shape shape = new Shape(IMAGES, encoder.config().inChannels(), size.height(), size.width());
      StateDict.of(encoder).initialise(manager, shape, 5);
      NDArray images = TinyModels.images(manager, 1, shape);
      for (int masks : new int[] {1, IMAGES}) {
        MaskPlan prepared = plan(encoder, variant, masks);
        prepared.prepare(IMAGES, Device.cpu(), Precision.FP32);
        assertArrayEquals(
            encode(manager, encoder, images, plan(encoder, variant, masks)),
            encode(manager, encoder, images, prepared));
      }
    }
  }

  private static float[] encode(NDManager manager, Encoder encoder, NDArray images, MaskPlan plan) {
    PassStore store = new PassStore(manager, Precision.FP32);
    return encoder.encode(store, new VisiblePatches(images, plan), false).toFloatArray();
  }

  /** Only what makes the rows of a batch can find that they do not fit. */
  @ParameterizedTest
  @ValueSource(strings = {"convnextv2_atto", "pvt_v2_nano", "twins_svt_nano"})
  void rowsAreMadeWhenAPlanIsPrepared(String variant) {
    MaskPlan two = plan(encoder(variant), variant, 2);
    assertEquals(
        "batch of 3 images: expected one mask, or one for each, got 2",
        assertThrows(
                IllegalArgumentException.class,
                () -> two.prepare(IMAGES, Device.cpu(), Precision.FP32))
            .getMessage());
  }
}
