package io.greenmim.detect.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.backbone.Variant;
import io.greenmim.config.ModelConfig;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.config.RoiConfig;
import io.greenmim.detect.match.GroundTruth;
import io.greenmim.detect.match.Permutation;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.detect.weights.DetectorImporter;
import io.greenmim.detect.weights.StartingWeights;
import io.greenmim.model.Encoder;
import io.greenmim.model.StagedPass;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The smallest named detector of each family, and the sizes of the large ones. */
class FamilyDetectorsTest {

  private static final String BACKBONE = "backbone.bottom_up.";

  /** Sides that no stride divides: the batch is padded. */
  private static final int HEIGHT = 90;

  private static final int WIDTH = 150;

  static List<Variant> smallest() {
    return Backbones.families().stream()
        .flatMap(
            family ->
                family.variants().stream()
                    .filter(v -> v.detection().map(Variant.DetectorTraits::narrow).orElse(false))
                    .limit(1))
        .toList();
  }

  private static DetectorConfig config(Variant variant) {
    String name = DetectorVariants.nameOn(variant.name());
    DetectorConfig boxes = DetectorVariants.of(name, List.of(new Category(1, "dot")));
    RoiConfig roi = boxes.roi();
    return new DetectorConfig(
        boxes.format(),
        boxes.variant(),
        boxes.encoder(),
        boxes.categories(),
        boxes.pyramidChannels(),
        boxes.anchors(),
        boxes.rpn(),
        new RoiConfig(roi.objectIou(), roi.sampling(), roi.canonicalSize(), roi.box(), null),
        boxes.output(),
        boxes.input(),
        boxes.preprocessing());
  }

  private static ImageBatch images(NDManager manager, DetectorConfig config) {
    NDArray noise =
        manager.arange(3f * HEIGHT * WIDTH).mul(7919).sin().reshape(1, 3, HEIGHT, WIDTH);
    return ImageBatch.padded(noise, List.of("noise"), config.encoder());
  }

  private static Map<String, float[]> gradients(
      NDManager manager, MaskRcnn model, boolean recompute) {
    GroundTruth truth = new GroundTruth("noise", Boxes.of(8, 8, 120, 80), new int[1]);
    PassStore store = new PassStore(manager, Precision.FP32);
    try (StagedPass encoder = new StagedPass(store, recompute, 3)) {
      try (Autograd.Recorded recorded = Autograd.record();
          ArrayScope scope = new ArrayScope();
          TrainingPass pass =
              model.train(
                  store,
                  encoder,
                  images(manager, model.config()),
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

  @ParameterizedTest
  @MethodSource("smallest")
  void trainsAStepAndDetects(Variant variant) {
    DetectorConfig config = config(variant);
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskRcnn model = MaskRcnn.of(config, 1);
      model.initialise(manager, 5);

      Map<String, float[]> kept = gradients(manager, model, false);
      Map<String, float[]> again = gradients(manager, model, true);

      Map<String, Integer> stages = new LinkedHashMap<>();
      Encoder encoder = Backbones.newEncoder(config.encoder(), EncoderUse.PYRAMID);
      encoder.parameters().keySet().forEach(n -> stages.put(n, encoder.role(n).stage()));
      stages.forEach(
          (name, stage) -> assertEquals(stage > 0, kept.containsKey(BACKBONE + name), name));
      kept.forEach(
          (name, gradient) -> {
            float most = 0;
            for (float value : gradient) {
              most = Math.max(most, Math.abs(value));
            }
            assertTrue(Float.isFinite(most), name);
            boolean weight = name.startsWith(BACKBONE) && name.endsWith("weight");
            assertTrue(most > 0 || !weight, name + " has a gradient");
            assertArrayEquals(gradient, again.get(name), 1e-3f * most + 1e-9f, name);
          });
      PassStore half = new PassStore(manager, Precision.BF16);
      assertEquals(1, model.detect(half, images(manager, config)).size());
    }
  }

  @ParameterizedTest
  @MethodSource("smallest")
  void startsFromAPretrainedModel(Variant variant, @TempDir Path folder) throws IOException {
    ModelConfig pretrained = variant.model(variant.decoder());
    Map<String, StoredTensor> drawn = new LinkedHashMap<>();
    Backbones.shapes(pretrained)
        .forEach(
            (name, shape) ->
                drawn.put(
                    name, SyntheticDetector.drawn(new SplittableRandom(name.hashCode()), shape)));
    ModelFolder.save(folder, pretrained, drawn);

    StartingWeights start =
        StartingWeights.read(folder, null, config(variant), DetectorImporter.defaults());

    Map<String, StoredTensor> expected = new LinkedHashMap<>();
    drawn.forEach(
        (name, tensor) -> {
          // The last norm of a classifier is no map's.
          if (name.startsWith("encoder.") && !name.startsWith("encoder.norm.")) {
            expected.put(BACKBONE + name.substring("encoder.".length()), tensor);
          }
        });
    SyntheticDetector.assertSame(expected, start.tensors());
    assertEquals(List.of(), start.report().unexpected());
  }

  /** Of Mask R-CNN with COCO's categories, in the tables of Wang et al. (2022). */
  @ParameterizedTest
  @CsvSource({
    "mask_rcnn_pvt_v2_b0, 23.5",
    "mask_rcnn_pvt_v2_b1, 33.7",
    "mask_rcnn_pvt_v2_b2, 45.0",
    "mask_rcnn_pvt_v2_b2_li, 42.2",
    "mask_rcnn_pvt_v2_b3, 64.9",
    "mask_rcnn_pvt_v2_b4, 82.2",
    "mask_rcnn_pvt_v2_b5, 101.6"
  })
  void largeOnesHaveTheirPublishedSizes(String name, double millions) {
    DetectorConfig config = DetectorVariants.of(name, CocoCategories.all());
    long parameters =
        Backbones.shapes(MaskRcnn.of(config, 0)).values().stream()
            .mapToLong(
                shape -> shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b))
            .sum();
    assertEquals(millions, parameters / 1e6, 0.06, name);
  }

  @Test
  void encodersThatNormaliseTheirStagesGetNoOtherNorms() {
    DetectorConfig config = DetectorVariants.of("mask_rcnn_pvt_v2_nano", CocoCategories.all());
    Map<String, List<Long>> shapes = Backbones.shapes(MaskRcnn.of(config, 0));
    assertEquals(List.of(16L), shapes.get(BACKBONE + "norm1.weight"));
    assertEquals(List.of(128L), shapes.get(BACKBONE + "norm4.weight"));
    assertEquals(null, shapes.get(BACKBONE + "norm0.weight"));
    assertEquals(1e-6, config.encoder().layerNormEps());
  }
}
