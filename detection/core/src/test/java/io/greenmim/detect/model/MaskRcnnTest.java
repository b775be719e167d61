package io.greenmim.detect.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.greenmim.config.ImageSize;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.NonFiniteException;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.BoxHeadConfig;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.config.RoiConfig;
import io.greenmim.detect.config.SamplingConfig;
import io.greenmim.detect.mask.PolygonRaster;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.detect.match.GroundTruth;
import io.greenmim.detect.match.Permutation;
import io.greenmim.detect.roi.Detections;
import io.greenmim.model.StagedPass;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.ImageTensors;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.swin.SwinConfig;
import io.greenmim.weights.StateDict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A small detector with initial weights on noise. */
class MaskRcnnTest {

  private static final SwinConfig SWIN =
      new SwinConfig(
          ImageSize.square(224),
          4,
          3,
          8,
          List.of(2, 2, 2, 2),
          List.of(1, 2, 4, 8),
          7,
          4,
          0,
          1e-5,
          null);

  private static final DetectorConfig CONFIG =
      DetectorConfig.published("test", SWIN, List.of(new Category(1, "cat")));

  private NDManager manager;
  private ImageBatch batch;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
    batch =
        ImageBatch.of(
            manager, List.of(noise(50, 90, 1), noise(64, 40, 2)), List.of("a", "b"), CONFIG);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray noise(int height, int width, long seed) {
    byte[] pixels = new byte[3 * height * width];
    new SplittableRandom(seed).nextBytes(pixels);
    return ImageTensors.upload(manager, pixels, new Shape(1, 3, height, width)).squeeze(0);
  }

  private MaskRcnn model(boolean agnostic, boolean masks) {
    RoiConfig roi =
        new RoiConfig(
            0.5,
            new SamplingConfig(32, 0.25),
            56,
            new BoxHeadConfig(7, 32, agnostic, List.of(10.0, 10.0, 5.0, 5.0)),
            masks ? new MaskHeadConfig(14, 16, agnostic) : null);
    DetectorConfig standard =
        DetectorConfig.published(
            "test", SWIN, List.of(new Category(1, "cat"), new Category(7, "dog")));
    DetectorConfig config =
        new DetectorConfig(
            DetectorConfig.FORMAT,
            "test",
            SWIN,
            standard.categories(),
            16,
            standard.anchors(),
            standard.rpn(),
            roi,
            standard.output(),
            standard.input(),
            null);
    MaskRcnn model = MaskRcnn.of(config, 0);
    model.initialise(manager, 5);
    return model;
  }

  /** Objects below the least score that is wanted are left out, before their masks are made. */
  @Test
  void tellsObjectsFromAScoreOn() {
    MaskRcnn model = model(false, true);
    StateDict.of(model)
        .parameters()
        .get("roi_heads.box_predictor.cls_score.weight")
        .getArray()
        .muli(100);
    PassStore store = new PassStore(manager, Precision.FP32);
    NDArray images = noise(64, 96, 3).toType(DataType.FLOAT32, true).div(64).expandDims(0);
    NDList all = model.forward(store, new NDList(images), false);
    float[] scores = all.get(1).toFloatArray();
    assertTrue(
        scores.length > 4 && scores[0] > scores[scores.length - 1], scores.length + " found");
    double middle = scores[scores.length / 2];
    int count = 0;
    while (count < scores.length && scores[count] >= middle) {
      count++;
    }

    NDList some =
        model.forward(store, new NDList(images, manager.create(new double[] {middle})), false);

    for (int i = 0; i < all.size(); i++) {
      NDArray expected = all.get(i).get(new NDIndex("0:{}", count));
      assertEquals(expected.getShape(), some.get(i).getShape());
      assertTrue(expected.allClose(some.get(i), 1e-5, 1e-5, false), "output " + i);
    }
    assertThrows(IllegalArgumentException.class, () -> model.forward(store, new NDList(), false));
  }

  private static GroundTruth objects(String name, int height, int width, float... corners) {
    Boxes boxes = Boxes.of(corners);
    int[] classes = new int[boxes.size()];
    List<Optional<RunLengthMask>> masks = new ArrayList<>();
    for (int i = 0; i < classes.length; i++) {
      classes[i] = i % 2;
      masks.add(
          Optional.of(
              new PolygonRaster(height, width)
                  .polygon(
                      boxes.x1(i),
                      boxes.y1(i),
                      boxes.x2(i),
                      boxes.y1(i),
                      boxes.x2(i),
                      boxes.y2(i),
                      boxes.x1(i),
                      boxes.y2(i))));
    }
    return new GroundTruth(name, boxes, classes, masks);
  }

  private static GroundTruth first(float... corners) {
    return objects("a", 50, 90, corners);
  }

  private static GroundTruth second(float... corners) {
    return objects("b", 64, 40, corners);
  }

  /** Losses of a step; every trainable parameter has a gradient that is finite afterwards. */
  private Map<String, Float> step(
      MaskRcnn model, boolean recompute, Precision precision, GroundTruth... truths) {
    Map<String, Float> losses = new LinkedHashMap<>();
    StateDict.of(model).arrays().values().forEach(array -> array.getGradient().muli(0));
    PassStore store = new PassStore(manager, precision);
    try (StagedPass features = new StagedPass(store, recompute, 3)) {
      try (Autograd.Recorded recorded = Autograd.record();
          ArrayScope scope = new ArrayScope();
          TrainingPass pass =
              model.train(store, features, batch, List.of(truths), Permutation.random(9))) {
        pass.losses().named().forEach((name, loss) -> losses.put(name, loss.getFloat()));
        pass.backward(1);
      }
      features.backward();
    }
    losses.forEach((name, loss) -> assertTrue(Float.isFinite(loss), name + " is " + loss));
    for (Map.Entry<String, Parameter> entry : StateDict.of(model).parameters().entrySet()) {
      for (float value : entry.getValue().getArray().getGradient().toFloatArray()) {
        assertTrue(Float.isFinite(value), entry.getKey());
      }
    }
    return losses;
  }

  private static double gradientOf(MaskRcnn model, String name) {
    NDArray gradient = StateDict.of(model).parameters().get(name).getArray().getGradient();
    return gradient.abs().sum().getFloat();
  }

  @Test
  void everyPartIsTrained() {
    MaskRcnn model = model(false, true);

    Map<String, Float> losses =
        step(model, false, Precision.FP32, first(5, 5, 40, 40), second(0, 0, 30, 50, 1, 1, 9, 9));

    assertEquals(
        List.of("loss_rpn_cls", "loss_rpn_loc", "loss_cls", "loss_box_reg", "loss_mask"),
        List.copyOf(losses.keySet()));
    losses.forEach((name, loss) -> assertTrue(loss > 0, name));
    for (String name :
        List.of(
            "backbone.bottom_up.patch_embed.proj.weight",
            "backbone.bottom_up.layers.3.blocks.1.mlp.fc2.weight",
            "backbone.bottom_up.norm2.weight",
            "backbone.fpn_lateral5.weight",
            "backbone.fpn_output2.bias",
            "proposal_generator.rpn_head.conv.weight",
            "proposal_generator.rpn_head.objectness_logits.bias",
            "proposal_generator.rpn_head.anchor_deltas.weight",
            "roi_heads.box_head.fc1.weight",
            "roi_heads.box_predictor.cls_score.weight",
            "roi_heads.box_predictor.bbox_pred.bias",
            "roi_heads.mask_head.mask_fcn1.weight",
            "roi_heads.mask_head.deconv.weight",
            "roi_heads.mask_head.predictor.bias")) {
      assertTrue(gradientOf(model, name) > 0, name);
    }
  }

  @Test
  void runningStagesAgainGivesTheSame() {
    MaskRcnn model = model(false, true);
    GroundTruth a = first(5, 5, 40, 40);
    GroundTruth b = second(0, 0, 30, 50);
    String name = "backbone.bottom_up.layers.0.blocks.0.attn.qkv.weight";

    Map<String, Float> kept = step(model, false, Precision.FP32, a, b);
    double gradient = gradientOf(model, name);

    assertEquals(kept, step(model, true, Precision.FP32, a, b));
    assertEquals(gradient, gradientOf(model, name), 1e-4 * gradient);
  }

  @Test
  void imagesWithoutObjectsTeachBackgroundAlone() {
    MaskRcnn model = model(false, true);

    Map<String, Float> losses = step(model, false, Precision.FP32, first(), second());

    assertEquals(0f, losses.get("loss_rpn_loc"));
    assertEquals(0f, losses.get("loss_box_reg"));
    assertEquals(0f, losses.get("loss_mask"));
    assertTrue(losses.get("loss_cls") > 0);
    assertEquals(0, gradientOf(model, "roi_heads.mask_head.predictor.weight"));
  }

  @Test
  void manyObjectsAndSmallOnesAreTrained() {
    float[] corners = new float[4 * 500];
    for (int i = 0; i < 500; i++) {
      corners[4 * i] = i % 80;
      corners[4 * i + 1] = i % 40;
      corners[4 * i + 2] = i % 80 + 1;
      corners[4 * i + 3] = i % 40 + 1;
    }

    Map<String, Float> losses =
        step(model(true, true), false, Precision.FP32, first(corners), second(3, 3, 4, 4));

    losses.forEach((name, loss) -> assertTrue(loss > 0, name));
  }

  @Test
  void halfPrecisionIsNear() {
    MaskRcnn model = model(false, true);
    GroundTruth a = first(5, 5, 40, 40);
    GroundTruth b = second(0, 0, 30, 50);

    Map<String, Float> exact = step(model, false, Precision.FP32, a, b);
    Map<String, Float> half = step(model, false, Precision.BF16, a, b);

    // Other proposals may win, so the losses of regions are only near.
    exact.forEach((name, loss) -> assertEquals(loss, half.get(name), 0.1 * loss + 0.01, name));
  }

  @Test
  void findsBoxesAlone() {
    MaskRcnn model = model(true, false);

    Map<String, Float> losses = step(model, false, Precision.FP32, first(5, 5, 40, 40), second());
    List<ImageDetections> found = model.detect(new PassStore(manager, Precision.FP32), batch);

    assertFalse(losses.containsKey("loss_mask"));
    assertEquals(0, found.get(0).masks().length);
    assertTrue(found.get(0).in(new PixelSize(100, 180), 0.5).masks().isEmpty());
    assertThrows(IllegalStateException.class, () -> model.roiHeads().maskPooler());
  }

  @Test
  void aPassForInferenceGivesArrays() {
    MaskRcnn model = model(false, true);
    PassStore store = new PassStore(manager, Precision.FP32);

    List<ImageDetections> found = model.detect(store, batch);
    NDList arrays = model.forward(store, new NDList(batch.images()), false);

    assertTrue(found.get(0).objects().boxes().size() > 0);
    for (Boxes boxes : List.of(found.get(1).objects().boxes())) {
      for (int i = 0; i < boxes.size(); i++) {
        assertTrue(boxes.x2(i) <= 40 && boxes.y2(i) <= 64, boxes.toString());
      }
    }
    long n = arrays.head().getShape().get(0);
    assertEquals(new Shape(n, 4), arrays.get(0).getShape());
    assertEquals(new Shape(n), arrays.get(3).getShape());
    assertEquals(new Shape(n, 28, 28), arrays.get(4).getShape());
  }

  @Test
  void numbersThatAreNoneNameTheImage() {
    MaskRcnn model = model(false, true);
    NDArray bias =
        StateDict.of(model)
            .parameters()
            .get("proposal_generator.rpn_head.objectness_logits.bias")
            .getArray();
    bias.set(new float[] {Float.NaN, 0, 0});

    NonFiniteException stopped =
        assertThrows(
            NonFiniteException.class,
            () -> step(model, false, Precision.FP32, first(5, 5, 40, 40), second()));

    assertEquals(
        "a: expected finite scores of proposals, got NaN or infinity", stopped.getMessage());
  }

  @Test
  void refusesTruthsThatDoNotFit() {
    MaskRcnn model = model(false, true);
    GroundTruth bare = new GroundTruth("a", Boxes.of(5, 5, 40, 40), new int[1]);

    assertThrows(
        IllegalArgumentException.class,
        () -> step(model, false, Precision.FP32, first(5, 5, 40, 40)));
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> step(model, false, Precision.FP32, bare, second()));
    assertEquals("a: expected a mask for each of 1 objects, got 0", refused.getMessage());
  }

  @Test
  void padsAfterNormalisation() {
    NDArray images = batch.images();

    assertEquals(new Shape(2, 3, 64, 96), images.getShape());
    assertEquals(0, images.get("0, :, 50:, :").abs().sum().getFloat());
    assertEquals(0, images.get("1, :, :, 40:").abs().sum().getFloat());
    assertTrue(images.get("0, :, 49, :").abs().sum().getFloat() > 0);
    assertThrows(
        IllegalArgumentException.class, () -> ImageBatch.of(manager, List.of(), List.of(), CONFIG));
  }

  @Test
  void detectionsAreScaledAndEmptyOnesGo() {
    float[] masks = new float[2 * 4];
    Arrays.fill(masks, 0.9f);
    Detections objects =
        new Detections(
            Boxes.of(0, 0, 10, 10, 4, 3, 4, 9),
            new float[] {0.9f, 0.5f},
            new int[] {1, 0},
            new int[] {0, 1});

    Instances instances =
        new ImageDetections(objects, masks, new PixelSize(20, 10)).in(new PixelSize(10, 30), 0.5);

    assertEquals(Boxes.of(0, 0, 30, 5), instances.boxes());
    assertEquals(1, instances.masks().size());
    assertTrue(instances.masks().get(0).area() > 60);
  }
}
