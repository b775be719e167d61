package io.greenmim.detect.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.RecordMapper;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.config.RoiConfig;
import io.greenmim.detect.match.GroundTruth;
import io.greenmim.detect.match.Permutation;
import io.greenmim.detect.testing.PlainFamily;
import io.greenmim.detect.weights.LoadedDetector;
import io.greenmim.model.StagedPass;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector on an encoder of a family that nothing in it knows. */
class AnyFamilyTest {

  private static final int SIDE = 96;

  private static DetectorConfig config(EncoderConfig encoder) {
    DetectorConfig published =
        DetectorConfig.published("mask_rcnn_test", encoder, List.of(new Category(1, "dot")));
    RoiConfig roi = published.roi();
    return new DetectorConfig(
        DetectorConfig.FORMAT,
        published.variant(),
        encoder,
        published.categories(),
        16,
        published.anchors(),
        published.rpn(),
        new RoiConfig(roi.objectIou(), roi.sampling(), roi.canonicalSize(), roi.box(), null),
        published.output(),
        published.input(),
        published.preprocessing());
  }

  private static ImageBatch images(NDManager manager) {
    NDArray noise = manager.arange(3f * SIDE * SIDE).mul(7919).sin().reshape(1, 3, SIDE, SIDE);
    return ImageBatch.padded(noise, List.of("noise"), PlainFamily.CONFIG);
  }

  private static Map<String, float[]> gradients(
      NDManager manager, MaskRcnn model, boolean recompute) {
    GroundTruth truth = new GroundTruth("noise", Boxes.of(8, 8, 60, 70), new int[1]);
    try (StagedPass encoder =
        new StagedPass(new PassStore(manager, Precision.FP32), recompute, 3)) {
      try (Autograd.Recorded recorded = Autograd.record();
          ArrayScope scope = new ArrayScope();
          TrainingPass pass =
              model.train(
                  new PassStore(manager, Precision.FP32),
                  encoder,
                  images(manager),
                  List.of(truth),
                  Permutation.IDENTITY)) {
        pass.backward(1);
      }
      encoder.backward();
    }
    Map<String, float[]> gradients = new LinkedHashMap<>();
    for (Map.Entry<String, Parameter> each : StateDict.of(model).parameters().entrySet()) {
      if (each.getValue().requiresGradient()) {
        NDArray gradient = each.getValue().getArray().getGradient();
        gradients.put(each.getKey(), gradient.toFloatArray());
        gradient.muli(0);
      }
    }
    return gradients;
  }

  @Test
  void trainsEveryStageThatIsNotFrozen() {
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskRcnn model = MaskRcnn.of(config(PlainFamily.CONFIG), 1);
      model.initialise(manager, 5);

      Map<String, float[]> kept = gradients(manager, model, false);
      Map<String, float[]> again = gradients(manager, model, true);

      assertFalse(kept.containsKey("backbone.bottom_up.map0.weight"));
      for (String name : List.of("map1.weight", "map3.bias", "norm0.weight", "norm3.bias")) {
        float[] gradient = kept.get("backbone.bottom_up." + name);
        float most = 0;
        for (float value : gradient) {
          most = Math.max(most, Math.abs(value));
        }
        assertTrue(most > 0, name);
        assertArrayEquals(gradient, again.get("backbone.bottom_up." + name), 1e-4f * most, name);
      }
    }
  }

  @Test
  void isLoadedFromItsFolder(@TempDir Path folder) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskRcnn model = MaskRcnn.of(config(PlainFamily.CONFIG), 0);
      model.initialise(manager, 5);
      LoadedDetector.save(folder, model);

      MaskRcnn loaded = LoadedDetector.load(manager, folder);

      assertEquals(model.config(), loaded.config());
      PassStore store = new PassStore(manager, Precision.FP32);
      assertEquals(
          model.detect(store, images(manager)).get(0).objects().boxes(),
          loaded.detect(store, images(manager)).get(0).objects().boxes());
    }
  }

  @Test
  void onlyWhatIsNewIsWritten() {
    DetectorConfig plain = config(PlainFamily.CONFIG);
    DetectorConfig usual = config(Backbones.variant(Backbones.defaultVariant()).encoder());

    Map<String, Object> written = Backbones.write(plain);

    assertEquals(PlainFamily.NAME, written.get("family"));
    assertEquals(plain, Backbones.read(DetectorConfig.class, written, "config"));
    assertEquals(RecordMapper.write(usual), Backbones.write(usual));
    assertEquals(usual, Backbones.read(DetectorConfig.class, Backbones.write(usual), "config"));
  }

  /** What was written before there were families is of the one that there was. */
  @Test
  void aFamilyWithADefaultLeavesOursAlone() {
    assertEquals("swin_tiny_patch4_window7_224", Backbones.defaultVariant());
    assertEquals("swin_nano_patch4_window7_224", Backbones.smallVariant().name());
    DetectorConfig usual =
        config(DetectorVariants.encoder(DetectorVariants.nameOn(Backbones.defaultVariant())));
    Map<String, Object> old = RecordMapper.write(usual);
    assertFalse(old.containsKey("family"));
    assertEquals(usual, Backbones.read(DetectorConfig.class, old, "config"));
  }

  @Test
  void namesAndShapesComeFromTheBlocks() {
    Map<String, List<Long>> shapes = Backbones.shapes(MaskRcnn.of(config(PlainFamily.CONFIG), 0));

    assertEquals(List.of(8L, 48L), shapes.get("backbone.bottom_up.map0.weight"));
    assertEquals(List.of(16L, 64L, 1L, 1L), shapes.get("backbone.fpn_lateral5.weight"));
  }
}
