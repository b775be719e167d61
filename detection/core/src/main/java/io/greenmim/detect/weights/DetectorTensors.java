package io.greenmim.detect.weights;

import io.greenmim.backbone.Backbones;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.model.MaskRcnn;
import java.util.List;
import java.util.Map;

/** The names of a detector's tensors, which are those of detectron2, and their shapes. */
public final class DetectorTensors {

  /** What stands before the encoder's names. */
  public static final String BACKBONE = "backbone.bottom_up.";

  /**
   * What stands before the number of a level's lateral convolution, which depends on the encoder.
   */
  static final String LATERAL = "backbone.fpn_lateral";

  /** What stands before the number of a level's last convolution. */
  static final String OUTPUT = "backbone.fpn_output";

  static final String RPN = "proposal_generator.rpn_head.";
  static final String BOX_HEAD = "roi_heads.box_head.";
  static final String CLASS_LOGITS = "roi_heads.box_predictor.cls_score";
  static final String BOX_DELTAS = "roi_heads.box_predictor.bbox_pred";
  static final String MASK_HEAD = "roi_heads.mask_head.";
  static final String MASK_LOGITS = MASK_HEAD + "predictor";

  /** Coordinates of a box. */
  static final int BOX = 4;

  private DetectorTensors() {}

  /**
   * Lists the tensors of a detector, as its blocks have them; needs no engine.
   *
   * @param config configuration of the detector
   * @return shapes by name, as the detector's state dict has them
   */
  public static Map<String, List<Long>> of(DetectorConfig config) {
    return Backbones.shapes(MaskRcnn.of(config, 0));
  }
}
