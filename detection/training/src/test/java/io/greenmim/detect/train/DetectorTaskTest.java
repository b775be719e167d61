package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.weights.StateDict;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DetectorTaskTest {

  private static final DetectorConfig NANO =
      DetectorVariants.of("mask_rcnn_swin_nano", CocoCategories.all());

  /** Of the pyramid and the mask head. */
  private static final double CHANNELS = 64;

  /** What a run from random weights starts from is what detectron2 starts from. */
  @Test
  void headsStartWithTheirPublishedDeviations() throws Exception {
    Map<String, Double> deviations =
        Map.of(
            "backbone.fpn_output2.weight",
            Math.sqrt(1 / (9 * CHANNELS)),
            "proposal_generator.rpn_head.conv.weight",
            0.01,
            "roi_heads.box_head.fc1.weight",
            Math.sqrt(1 / (49 * CHANNELS)),
            "roi_heads.box_predictor.bbox_pred.weight",
            0.001,
            "roi_heads.mask_head.mask_fcn1.weight",
            Math.sqrt(2 / (9 * CHANNELS)),
            "backbone.bottom_up.layers.3.blocks.0.mlp.fc1.weight",
            0.02);
    MaskRcnn model = MaskRcnn.of(NANO, 0);
    try (NDManager manager = NDManager.newBaseManager()) {
      new DetectorTask(
              model,
              Optional.empty(),
              new DetectorGroups(Backbones.newEncoder(NANO.encoder(), EncoderUse.PYRAMID), "", 1))
          .initialise(manager, 0);
      Map<String, NDArray> weights = StateDict.of(model).arrays();
      deviations.forEach(
          (name, expected) -> {
            double actual = Math.sqrt(weights.get(name).square().mean().getFloat());
            assertEquals(expected, actual, 0.05 * expected, name);
          });
    }
  }
}
