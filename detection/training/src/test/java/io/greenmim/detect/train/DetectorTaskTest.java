package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.weights.StateDict;
import java.util.List;
import java.util.Map;
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
      new DetectorTask(model).initialise(manager, 0);
      Map<String, NDArray> weights = StateDict.of(model).arrays();
      deviations.forEach(
          (name, expected) -> {
            double actual = Math.sqrt(weights.get(name).square().mean().getFloat());
            assertEquals(expected, actual, 0.05 * expected, name);
          });
    }
  }

  private static final DetectorTask TASK = new DetectorTask(MaskRcnn.of(NANO, 0));

  private static Parameter parameter(String name) {
    return StateDict.of(TASK.model()).parameters().get(name);
  }

  private static boolean decays(String name) {
    return TASK.decays(name, parameter(name));
  }

  private static int layersBehind(String name) {
    return TASK.layersBehind(name, parameter(name));
  }

  @Test
  void normsAndTablesDoNotDecay() {
    assertEquals(false, decays("backbone.bottom_up.norm0.weight"));
    assertEquals(false, decays("backbone.bottom_up.layers.0.blocks.0.norm1.bias"));
    assertEquals(
        false, decays("backbone.bottom_up.layers.0.blocks.0.attn.relative_position_bias_table"));
    assertEquals(true, decays("backbone.bottom_up.layers.0.blocks.0.attn.qkv.bias"));
    assertEquals(true, decays("roi_heads.box_head.fc1.bias"));
  }

  /** Nano has 12 blocks: embedding 0, blocks 1 to 12, the rest 13. */
  @Test
  void earlierLayersHaveMoreBehindThem() {
    assertEquals(13, layersBehind("backbone.bottom_up.patch_embed.proj.weight"));
    assertEquals(1, layersBehind("backbone.bottom_up.layers.3.blocks.1.mlp.fc1.weight"));
    assertEquals(0, layersBehind("backbone.bottom_up.norm3.weight"));
    assertEquals(0, layersBehind("proposal_generator.rpn_head.conv.weight"));
  }

  @Test
  void thePlotTellsWhichLossesItAdds() {
    assertEquals(
        "loss of regions, boxes, classes and masks",
        new DetectorTask(MaskRcnn.of(SyntheticDetector.config(2), 0)).lossName());
  }

  @Test
  void schedulesKeepTheirShapeAtAnyLength() {
    assertEquals(List.of(27.0, 33.0), ScheduleName.X3.milestones(36));
    assertEquals(List.of(7.5, 330 / 36.0), ScheduleName.X3.milestones(10));
  }
}
