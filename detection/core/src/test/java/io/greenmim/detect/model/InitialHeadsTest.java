package io.greenmim.detect.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.weights.StateDict;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What detectron2's initialisers give: a pyramid of 64 channels on maps of 32 and 64. */
class InitialHeadsTest {

  private static NDManager manager;
  private static Map<String, NDArray> arrays;

  @BeforeAll
  static void draw() {
    manager = NDManager.newBaseManager();
    MaskRcnn model =
        MaskRcnn.of(DetectorVariants.of("mask_rcnn_swin_nano", CocoCategories.all()), 0);
    model.initialise(manager, 3);
    arrays = StateDict.of(model).arrays();
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({
    // sqrt(1 / fan-in): the deviation of the uniform distribution within +-sqrt(3 / fan-in)
    "backbone.fpn_lateral2, 0.176777",
    "backbone.fpn_output3, 0.0416667",
    "roi_heads.box_head.fc1, 0.0178571",
    "roi_heads.box_head.fc2, 0.0625",
    // sqrt(2 / fan-out)
    "roi_heads.mask_head.mask_fcn1, 0.0589256",
    "roi_heads.mask_head.deconv, 0.0883883",
    "roi_heads.mask_head.predictor, 0.001",
    "proposal_generator.rpn_head.conv, 0.01",
    "proposal_generator.rpn_head.anchor_deltas, 0.01",
    "roi_heads.box_predictor.cls_score, 0.01",
    "roi_heads.box_predictor.bbox_pred, 0.001",
  })
  void weightsHaveThePublishedDeviation(String layer, double deviation) {
    NDArray weight = arrays.get(layer + ".weight");

    double actual = Math.sqrt(weight.square().mean().getFloat());
    assertEquals(deviation, actual, 0.06 * deviation);
    assertTrue(Math.abs(weight.mean().getFloat()) < 0.1 * deviation);
    assertEquals(0, arrays.get(layer + ".bias").abs().sum().getFloat());
  }
}
