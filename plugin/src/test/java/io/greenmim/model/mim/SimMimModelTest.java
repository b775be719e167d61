package io.greenmim.model.mim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.Preprocessing;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.model.MaskPlan;
import io.greenmim.ops.ImageTensors;
import io.greenmim.ops.Patches;
import io.greenmim.testing.Arrays;
import io.greenmim.testing.TinyModels;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimMimModelTest {

  private static final ModelConfig CONFIG = TinyModels.simMim(64, 4);

  private static PatchMask mask(boolean... hidden) {
    return new PatchMask(2, 2, hidden);
  }

  private static SimMimModel model(NDManager manager) {
    SimMimModel model = (SimMimModel) ModelFolder.newMaskedImageModel(CONFIG);
    StateDict.of(model).initialise(manager, ModelFolder.inputShape(CONFIG), 3);
    return model;
  }

  @Test
  void masksSpreadOverPixelsAndTokens() {
    MaskPlan masks =
        new ImageMasks(List.of(mask(true, false, false, false), mask(false, false, true, true)));
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray images = manager.zeros(new Shape(2, 3, 4, 4));
      float[] expected = {
        1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, //
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1
      };
      NDArray pixels = HiddenPixels.of(images, masks);
      assertEquals(new Shape(2, 1, 4, 4), pixels.getShape());
      assertArrayEquals(expected, pixels.toFloatArray());
      NDArray tokens = HiddenPixels.tokens(images, masks, 1);
      assertEquals(new Shape(16, 2, 1), tokens.getShape());
      assertArrayEquals(expected, tokens.transpose(1, 0, 2).toFloatArray());
      assertThrows(IllegalArgumentException.class, () -> HiddenPixels.tokens(images, masks, 4));
      assertThrows(
          IllegalArgumentException.class,
          () -> HiddenPixels.of(manager.zeros(new Shape(3, 3, 4, 4)), masks));
    }
  }

  @Test
  void theLossIsTheMeanErrorOfHiddenPixels() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray images = manager.zeros(new Shape(2, 3, 4, 4));
      float[] values = new float[2 * 3 * 16];
      values[(3 + 2) * 16 + 15] = -4; // the second image's last pixel, hidden by its own mask
      values[15] = 100; // the first image's last pixel, which its own mask leaves visible
      NDArray predicted = manager.create(values, images.getShape());
      MaskPlan own =
          new ImageMasks(List.of(mask(true, false, false, false), mask(false, false, true, true)));
      // 4 over 4 + 8 hidden pixels and 3 channels.
      assertEquals(4 / 12.0 / 3, SimMimModel.loss(images, predicted, own).getFloat(), 1e-6);
      MaskPlan shared = new ImageMasks(List.of(mask(false, false, false, true)));
      assertEquals(104 / 8.0 / 3, SimMimModel.loss(images, predicted, shared).getFloat(), 1e-5);
      MaskPlan nothing = new ImageMasks(List.of(PatchMask.none(2, 2)));
      assertThrows(
          IllegalArgumentException.class, () -> SimMimModel.loss(images, predicted, nothing));
    }
  }

  @Test
  void patchesGoBackIntoImages() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray images = TinyModels.images(manager, 1, new Shape(2, 3, 8, 12));
      NDArray first = Patches.fromChannelFirst(Patches.channelFirst(images, 4), 2, 4);
      assertEquals(images, first);
      assertEquals(images, Patches.fromChannelLast(Patches.channelLast(images, 4), 2, 4));
      // One cell of 8 channels: channel c x 4 + 2 i + j becomes the pixel (i, j) of channel c.
      NDArray cell = manager.arange(8f).reshape(1, 1, 8);
      NDArray shuffled = Patches.fromChannelFirst(cell, 1, 2);
      assertEquals(new Shape(1, 2, 2, 2), shuffled.getShape());
      assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, shuffled.toFloatArray());
    }
  }

  @Test
  void theHeadTakesMapsThatAreNotSquare() {
    try (NDManager manager = NDManager.newBaseManager()) {
      PixelShuffleHead head = new PixelShuffleHead(8, 3, 4);
      StateDict.of(head).initialise(manager, new Shape(2, 5, 1, 8), 3);
      ParameterStore store = new ParameterStore(manager, false);
      NDArray map = manager.randomNormal(new Shape(2, 5, 1, 8));
      NDArray picture = head.forward(store, new NDList(map), false).singletonOrThrow();
      assertEquals(new Shape(1, 3, 8, 20), picture.getShape());
      assertEquals(picture.getShape(), head.getOutputShapes(new Shape[] {map.getShape()})[0]);
      assertEquals(picture, head.forward(store, map.reshape(10, 1, 8), 2, false));
    }
  }

  @Test
  void hiddenPixelsHaveNoInfluenceOnThePrediction() {
    try (NDManager manager = NDManager.newBaseManager()) {
      SimMimModel model = model(manager);
      ParameterStore store = new ParameterStore(manager, false);
      MaskPlan masks =
          model
              .planner(GroupingMode.OPTIMAL)
              .plan(List.of(mask(true, false, false, false), mask(false, true, true, false)));
      NDArray images = TinyModels.images(manager, 1, new Shape(2, 3, 64, 64));
      NDArray hidden = HiddenPixels.of(images, masks);
      NDArray latents = model.encode(store, images, masks, false);
      NDArray changed = images.add(hidden.mul(7));
      Arrays.assertClose(
          latents, model.encode(store, changed, masks, false), Arrays.OPS, "hidden pixels");
      NDArray visible = images.add(hidden.neg().add(1f).mul(7));
      assertFalse(latents.allClose(model.encode(store, visible, masks, false), 1e-3, 1e-3, false));
    }
  }

  @Test
  void asABlockItAnswersFeaturesPicturesAndTheLoss() {
    try (NDManager manager = NDManager.newBaseManager()) {
      SimMimModel model = model(manager);
      ParameterStore store = new ParameterStore(manager, false);
      NDArray images = TinyModels.images(manager, 1, new Shape(2, 3, 64, 64));
      NDList features = model.forward(store, new NDList(images), false);
      assertEquals(
          List.of(model.getOutputShapes(new Shape[] {images.getShape()})),
          List.of(features.getShapes()));
      NDArray mask = manager.create(new boolean[] {true, false, false, true}, new Shape(2, 2));
      NDList pictures = model.forward(store, new NDList(images, mask), false);
      assertEquals(List.of(images.getShape(), images.getShape()), List.of(pictures.getShapes()));
      float[] masked =
          ImageTensors.denormalise(pictures.get(0), Preprocessing.IMAGENET)
              .toType(DataType.FLOAT32, false)
              .get("0, 0, 0:32, 0:32")
              .toFloatArray();
      for (float value : masked) {
        assertEquals(124, value, "a hidden patch is grey");
      }
      NDArray loss =
          model.loss(
              store,
              images,
              new ImageMasks(List.of(new RandomMaskGenerator(1, 0.5).generate(0, 2, 2))),
              false);
      assertTrue(Float.isFinite(loss.getFloat()) && loss.getFloat() > 0);
    }
  }
}
