package io.greenmim.detect.weights;

import io.greenmim.checkpoint.EncoderNames;
import io.greenmim.layout.NameMap;
import io.greenmim.tensors.TensorFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How published detectors name their pyramids and heads. */
public enum DetectorLayout {
  /** Mask R-CNN of detectron2, whose names are ours. */
  DETECTRON2("detectron2 Mask R-CNN", "backbone.bottom_up."),
  /** Mask R-CNN of mmdetection and of Microsoft's fork of it. */
  MMDETECTION("mmdetection Mask R-CNN", "backbone."),
  /** Mask R-CNN of torchvision: the background is class 0. */
  TORCHVISION("torchvision Mask R-CNN", "backbone.body.");

  private final String title;
  private final String backbone;

  DetectorLayout(String title, String backbone) {
    this.title = title;
    this.backbone = backbone;
  }

  /** What the names of pyramid and heads begin with, and no other layout's. */
  private List<String> marks() {
    return switch (this) {
      case DETECTRON2 ->
          List.of("proposal_generator.", "backbone.fpn_lateral", "backbone.fpn_output");
      case MMDETECTION ->
          List.of("neck.lateral_convs.", "neck.fpn_convs.", "rpn_head.", "roi_head.");
      case TORCHVISION -> List.of("backbone.fpn.", "rpn.head.", "roi_heads.mask_predictor.");
    };
  }

  /** {@return the name for readers} */
  public String title() {
    return title;
  }

  /**
   * Recognises a checkpoint by its names.
   *
   * @param file the checkpoint
   * @return its layout, or empty if it has neither pyramid nor heads of a detector
   */
  public static Optional<DetectorLayout> find(TensorFile file) {
    Set<String> names = EncoderNames.of(file).tensors().keySet();
    for (DetectorLayout layout : values()) {
      for (String name : names) {
        if (layout.marks().stream().anyMatch(name::startsWith)) {
          return Optional.of(layout);
        }
      }
    }
    return Optional.empty();
  }

  /** Tells whether a name belongs to the backbone. */
  boolean ofBackbone(String name) {
    return name.startsWith(backbone);
  }

  /** Returns the names of pyramid and heads against ours. */
  NameMap names() {
    return switch (this) {
      case DETECTRON2 -> detectron2();
      case MMDETECTION -> mmdetection();
      case TORCHVISION -> torchvision();
    };
  }

  private static NameMap detectron2() {
    NameMap map = new NameMap();
    for (String name :
        List.of(
            DetectorTensors.LATERAL + "{i}.{p}",
            DetectorTensors.OUTPUT + "{i}.{p}",
            DetectorTensors.RPN + "conv.{p}",
            DetectorTensors.RPN + "objectness_logits.{p}",
            DetectorTensors.RPN + "anchor_deltas.{p}",
            DetectorTensors.BOX_HEAD + "fc{i}.{p}",
            DetectorTensors.CLASS_LOGITS + ".{p}",
            DetectorTensors.BOX_DELTAS + ".{p}",
            DetectorTensors.MASK_HEAD + "mask_fcn{i}.{p}",
            DetectorTensors.MASK_HEAD + "deconv.{p}",
            DetectorTensors.MASK_LOGITS + ".{p}")) {
      map.add(name, name);
    }
    return map;
  }

  private static NameMap mmdetection() {
    return new NameMap()
        .add(DetectorTensors.LATERAL + "{i+2}.{p}", "neck.lateral_convs.{i}.conv.{p}")
        .add(DetectorTensors.OUTPUT + "{i+2}.{p}", "neck.fpn_convs.{i}.conv.{p}")
        .add(DetectorTensors.RPN + "conv.{p}", "rpn_head.rpn_conv.{p}")
        .add(DetectorTensors.RPN + "objectness_logits.{p}", "rpn_head.rpn_cls.{p}")
        .add(DetectorTensors.RPN + "anchor_deltas.{p}", "rpn_head.rpn_reg.{p}")
        .add(DetectorTensors.BOX_HEAD + "fc{i+1}.{p}", "roi_head.bbox_head.shared_fcs.{i}.{p}")
        .add(DetectorTensors.CLASS_LOGITS + ".{p}", "roi_head.bbox_head.fc_cls.{p}")
        .add(DetectorTensors.BOX_DELTAS + ".{p}", "roi_head.bbox_head.fc_reg.{p}")
        .add(
            DetectorTensors.MASK_HEAD + "mask_fcn{i+1}.{p}",
            "roi_head.mask_head.convs.{i}.conv.{p}")
        .add(DetectorTensors.MASK_HEAD + "deconv.{p}", "roi_head.mask_head.upsample.{p}")
        .add(DetectorTensors.MASK_LOGITS + ".{p}", "roi_head.mask_head.conv_logits.{p}");
  }

  /** Newer versions wrap each convolution with its activation, which adds numbers to the names. */
  private static NameMap torchvision() {
    return new NameMap()
        .add(DetectorTensors.LATERAL + "{i+2}.{p}", "backbone.fpn.inner_blocks.{i}.{p}")
        .add(DetectorTensors.LATERAL + "{i+2}.{p}", "backbone.fpn.inner_blocks.{i}.0.{p}")
        .add(DetectorTensors.OUTPUT + "{i+2}.{p}", "backbone.fpn.layer_blocks.{i}.{p}")
        .add(DetectorTensors.OUTPUT + "{i+2}.{p}", "backbone.fpn.layer_blocks.{i}.0.{p}")
        .add(DetectorTensors.RPN + "conv.{p}", "rpn.head.conv.{p}")
        .add(DetectorTensors.RPN + "conv.{p}", "rpn.head.conv.0.0.{p}")
        .add(DetectorTensors.RPN + "objectness_logits.{p}", "rpn.head.cls_logits.{p}")
        .add(DetectorTensors.RPN + "anchor_deltas.{p}", "rpn.head.bbox_pred.{p}")
        .add(DetectorTensors.BOX_HEAD + "fc{i}.{p}", "roi_heads.box_head.fc{i+5}.{p}")
        .add(DetectorTensors.CLASS_LOGITS + ".{p}", "roi_heads.box_predictor.cls_score.{p}")
        .add(DetectorTensors.BOX_DELTAS + ".{p}", "roi_heads.box_predictor.bbox_pred.{p}")
        .add(DetectorTensors.MASK_HEAD + "mask_fcn{i}.{p}", "roi_heads.mask_head.mask_fcn{i}.{p}")
        .add(DetectorTensors.MASK_HEAD + "mask_fcn{i+1}.{p}", "roi_heads.mask_head.{i}.0.{p}")
        .add(DetectorTensors.MASK_HEAD + "deconv.{p}", "roi_heads.mask_predictor.conv5_mask.{p}")
        .add(DetectorTensors.MASK_LOGITS + ".{p}", "roi_heads.mask_predictor.mask_fcn_logits.{p}");
  }
}
