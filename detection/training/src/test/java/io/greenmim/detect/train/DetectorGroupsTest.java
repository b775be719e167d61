package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.model.Encoder;
import io.greenmim.train.optim.ParameterGroup;
import io.greenmim.weights.StateDict;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectorGroupsTest {

  private static final String PREFIX = "backbone.bottom_up.";
  private static final MaskRcnn MODEL =
      MaskRcnn.of(DetectorVariants.of("mask_rcnn_swin_nano", CocoCategories.all()), 0);
  private static final Encoder NANO = MODEL.backbone().bottomUp().encoder();
  private static final DetectorGroups GROUPS = new DetectorGroups(NANO, PREFIX, 0.5);

  private static ParameterGroup of(String name) {
    return GROUPS.of(name, StateDict.of(MODEL).parameters().get(name));
  }

  @Test
  void normsAndTablesDoNotDecay() {
    assertEquals(false, of("backbone.bottom_up.norm0.weight").decays());
    assertEquals(false, of("backbone.bottom_up.layers.0.blocks.0.norm1.bias").decays());
    assertEquals(
        false,
        of("backbone.bottom_up.layers.0.blocks.0.attn.relative_position_bias_table").decays());
    assertEquals(true, of("backbone.bottom_up.layers.0.blocks.0.attn.qkv.bias").decays());
    assertEquals(true, of("roi_heads.box_head.fc1.bias").decays());
  }

  /** Nano has 12 blocks: embedding 0, blocks 1 to 12, the rest 13. */
  @Test
  void earlierLayersAreSlower() {
    assertEquals(Math.pow(0.5, 13), of("backbone.bottom_up.patch_embed.proj.weight").rateScale());
    assertEquals(
        Math.pow(0.5, 1), of("backbone.bottom_up.layers.3.blocks.1.mlp.fc1.weight").rateScale());
    assertEquals(1, of("backbone.bottom_up.norm3.weight").rateScale());
    assertEquals(1, of("proposal_generator.rpn_head.conv.weight").rateScale());
  }

  @Test
  void aDecayOfZeroIsRefused() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> new DetectorGroups(NANO, "", 0));

    assertEquals("layerDecay: expected a number in (0, 1], got 0.0", refused.getMessage());
  }

  @Test
  void schedulesKeepTheirShapeAtAnyLength() {
    assertEquals(List.of(27.0, 33.0), ScheduleName.X3.milestones(36));
    assertEquals(List.of(7.5, 330 / 36.0), ScheduleName.X3.milestones(10));
  }
}
