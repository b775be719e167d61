package io.greenmim.model.mim;

import static io.greenmim.testing.Arrays.NETWORK;
import static io.greenmim.testing.Arrays.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.config.ImageSize;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.model.AllPatches;
import io.greenmim.model.Encoder;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.VisiblePatches;
import io.greenmim.swin.SwinConfig;
import io.greenmim.testing.TinyModels;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that are not square, and mask patches larger than a token of the last stage. */
class ShapedImagesTest {

  private static final ImageSize SIZE = new ImageSize(128, 256);
  private static final MimConfig HEAD = new MimConfig(32, 0.5, 16, 1, 2, true);

  private static SwinConfig swin(int window) {
    return TinyModels.swin(64, window).withImageSize(SIZE);
  }

  private static MaskedImageModel model(NDManager manager, ModelConfig config) {
    MaskedImageModel model = ModelFolder.newMaskedImageModel(config);
    StateDict.of(model).initialise(manager, ModelFolder.inputShape(config), 3);
    return model;
  }

  private static GreenMimModel green(NDManager manager, int window, MimConfig head) {
    return (GreenMimModel) model(manager, ModelConfig.of("tiny", swin(window), head));
  }

  private static NDArray images(NDManager manager, long seed) {
    return TinyModels.images(manager, seed, new Shape(2, 3, SIZE.height(), SIZE.width()));
  }

  /** Replaces the pixels under a mask. */
  private static NDArray repainted(NDArray images, PatchMask mask) {
    NDArray hidden = HiddenPixels.of(images, new ImageMasks(List.of(mask)));
    NDArray others = images(images.getManager(), 77);
    return images.mul(hidden.neg().add(1f)).add(others.mul(hidden));
  }

  /** Windows of 4 divide the finer maps, windows of 3 and 7 none. */
  @ParameterizedTest
  @CsvSource({"4, 32", "3, 32", "7, 32", "4, 64", "7, 64"})
  void hiddenPixelsNeverReachTheLatents(int window, int patch) {
    try (NDManager manager = NDManager.newBaseManager()) {
      GreenMimModel model = green(manager, window, HEAD.withMaskPatch(patch));
      ParameterStore store = new ParameterStore(manager, false);
      PatchMask mask =
          new RandomMaskGenerator(1, 0.5).generate(0, SIZE.height() / patch, SIZE.width() / patch);
      MaskPlan plan = model.planner(GroupingMode.OPTIMAL).plan(List.of(mask));
      NDArray images = images(manager, 1);
      NDArray changed = repainted(images, mask);
      assertFalse(images.contentEquals(changed));
      Encoder encoder = model.encoder();
      NDArray latents = encoder.encode(store, new VisiblePatches(images, plan), false);
      assertArrayEquals(
          latents.toFloatArray(),
          encoder.encode(store, new VisiblePatches(changed, plan), false).toFloatArray());
      long tokens = (long) mask.visibleCount() * (patch / 32) * (patch / 32);
      assertEquals(new Shape(tokens, 2, 64), latents.getShape());
    }
  }

  /** Maps of 32 x 64, 16 x 32, 8 x 16 and 4 x 8, which windows of 4 divide. */
  @Test
  void aMaskThatHidesNothingIsTheDensePass() {
    try (NDManager manager = NDManager.newBaseManager()) {
      GreenMimModel model = green(manager, 4, HEAD);
      ParameterStore store = new ParameterStore(manager, false);
      NDArray images = images(manager, 2);
      MaskPlan plan = model.planner(GroupingMode.OPTIMAL).plan(List.of(PatchMask.none(4, 8)));
      Encoder encoder = model.encoder();
      assertClose(
          encoder.encode(store, new AllPatches(images), false),
          encoder.encode(store, new VisiblePatches(images, plan), false),
          NETWORK,
          "latents");
    }
  }

  @Test
  void largerMaskPatchesAreTheSameMaskOfSmallerOnes() {
    PatchMask coarse =
        new PatchMask(2, 4, new boolean[] {true, false, false, true, false, true, true, false});
    try (NDManager manager = NDManager.newBaseManager()) {
      ParameterStore store = new ParameterStore(manager, false);
      NDArray images = images(manager, 3);
      GreenMimModel large = green(manager, 7, HEAD.withMaskPatch(64));
      GreenMimModel small = green(manager, 7, HEAD);
      MaskPlan plan = large.planner(GroupingMode.OPTIMAL).plan(List.of(coarse));
      MaskPlan same = small.planner(GroupingMode.OPTIMAL).plan(List.of(coarse.refined(2)));
      assertEquals(
          small.loss(store, images, same, false).getFloat(),
          large.loss(store, images, plan, false).getFloat());
      assertEquals(
          small.reconstruct(store, images, same).reconstruction(),
          large.reconstruct(store, images, plan).reconstruction());
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> ModelConfig.of("tiny", swin(7), HEAD.withMaskPatch(48)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void picturesHaveTheShapeAndTheVisiblePixels(boolean green) {
    ModelConfig config = ModelConfig.of("tiny", swin(7), green ? HEAD : new SimMimConfig(64, 0.5));
    int patch = green ? 32 : 64;
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskedImageModel model = model(manager, config);
      ParameterStore store = new ParameterStore(manager, false);
      PatchMask mask =
          new RandomMaskGenerator(4, 0.5).generate(0, SIZE.height() / patch, SIZE.width() / patch);
      MaskPlan plan = model.planner(GroupingMode.AUTO).plan(List.of(mask));
      NDArray images = images(manager, 4);
      NDArray picture = model.reconstruct(store, images, plan).reconstruction();
      NDArray hidden = HiddenPixels.of(images, plan);
      NDArray visible = hidden.neg().add(1f);
      assertEquals(images.getShape(), picture.getShape());
      assertEquals(images.mul(visible), picture.mul(visible));
      assertFalse(images.mul(hidden).contentEquals(picture.mul(hidden)));
      assertEquals(SIZE.height() * SIZE.width() / 2f, hidden.sum().getFloat());
    }
  }
}
