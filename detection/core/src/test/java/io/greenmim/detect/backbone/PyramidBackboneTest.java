package io.greenmim.detect.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.detect.testing.Golden;
import io.greenmim.detect.testing.GoldenNetwork;
import io.greenmim.model.AllPatches;
import io.greenmim.model.EncoderStage;
import io.greenmim.model.FeatureSpec;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PyramidBackboneTest {

  @Test
  void mapsAndLevelsEqualTheRecordedOnes() {
    Golden golden = Golden.open(GoldenNetwork.FILE);
    try (NDManager manager = NDManager.newBaseManager()) {
      PyramidBackbone backbone = GoldenNetwork.backbone(manager, golden, 0);
      ParameterStore store = new PassStore(manager, Precision.FP32);
      NDArray images = GoldenNetwork.images(manager, golden);
      golden.assertFeatures(
          "input/normalized_every_8th", images.get(":, :, ::8, ::8"), Golden.FEATURES);

      NDArray x = images;
      int stage = 0;
      for (EncoderStage run : backbone.bottomUp().encoder().stages(store, new AllPatches(images))) {
        EncoderStage.Output output = run.run(x, false);
        NDArray tokens = output.tokens().transpose(1, 0, 2); // (n, B, C) -> (B, n, C)
        golden.assertFeatures("swin/layers." + stage + ".blocks.1", tokens, Golden.FEATURES);
        x = output.next();
        stage++;
      }

      List<NDArray> maps = backbone.bottomUp().forward(store, images);
      for (int i = 0; i < 4; i++) {
        golden.assertFeatures("swin/out" + i, maps.get(i), Golden.FEATURES);
      }
      List<NDArray> levels = backbone.forward(store, images);
      List<Shape> declared = List.of(backbone.getOutputShapes(new Shape[] {images.getShape()}));
      assertEquals(declared, levels.stream().map(NDArray::getShape).toList());
      for (int i = 0; i < 5; i++) {
        golden.assertFeatures("fpn/p" + (i + 2), levels.get(i), Golden.FEATURES);
      }
    }
  }

  @Test
  void halfPrecisionIsClose() {
    Golden golden = Golden.open(GoldenNetwork.FILE);
    try (NDManager manager = NDManager.newBaseManager()) {
      PyramidBackbone backbone = GoldenNetwork.backbone(manager, golden, 0);
      ParameterStore store = new PassStore(manager, Precision.BF16);
      List<NDArray> levels = backbone.forward(store, GoldenNetwork.images(manager, golden));
      for (int i = 0; i < 5; i++) {
        golden.assertGradient("fpn/p" + (i + 2), levels.get(i), 2e-2);
      }
    }
  }

  @Test
  void refusesMapsThatDoNotHalve() {
    try (NDManager manager = NDManager.newBaseManager()) {
      FeaturePyramid pyramid =
          new FeaturePyramid(List.of(new FeatureSpec("a", 4, 3), new FeatureSpec("b", 8, 6)), 4);
      List<NDArray> maps = new ArrayList<>();
      maps.add(manager.zeros(new Shape(1, 3, 7, 8)));
      maps.add(manager.zeros(new Shape(1, 6, 4, 4)));
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> pyramid.forward(new ParameterStore(manager, false), maps, false));
      assertTrue(e.getMessage().contains("(1, 3, 7, 8)"), e.getMessage());
    }
  }
}
