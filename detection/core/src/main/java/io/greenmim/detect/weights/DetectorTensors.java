package io.greenmim.detect.weights;

import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.EncoderConfig;
import io.greenmim.detect.config.BoxHeadConfig;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.MaskHeadConfig;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The names and shapes of a detector's tensors, from its configuration alone. The names are those
 * of detectron2.
 */
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

  private static final int MASK_CONVOLUTIONS = 4;
  private static final int FIRST_LEVEL = 2;

  private final Map<String, List<Long>> shapes = new LinkedHashMap<>();

  private DetectorTensors() {}

  /**
   * Lists the tensors of a detector.
   *
   * @param config configuration of the detector
   * @return shapes by name, as the detector's state dict has them
   */
  public static Map<String, List<Long>> of(DetectorConfig config) {
    DetectorTensors tensors = new DetectorTensors();
    tensors.addEncoder(config.encoder());
    tensors.addPyramid(config.encoder(), config.pyramidChannels());
    int channels = config.pyramidChannels();
    int anchors = config.anchors().aspectRatios().size();
    tensors.addConvolution(RPN + "conv", channels, channels, 3);
    tensors.addConvolution(RPN + "objectness_logits", channels, anchors, 1);
    tensors.addConvolution(RPN + "anchor_deltas", channels, BOX * anchors, 1);
    tensors.addBoxHead(config.roi().box(), channels, config.classes());
    if (config.roi().mask() != null) {
      tensors.addMaskHead(config.roi().mask(), channels, config.classes());
    }
    return tensors.shapes;
  }

  /**
   * Tells the number of a stage's level, as names have it.
   *
   * @param stage index of the stage, from 0
   * @return the level
   */
  static int level(int stage) {
    return stage + FIRST_LEVEL;
  }

  /** The encoder's tensors; a norm behind each stage in place of the one behind the last. */
  private void addEncoder(EncoderConfig encoder) {
    Backbones.shapes(Backbones.newEncoder(encoder, EncoderUse.PYRAMID))
        .forEach((name, shape) -> shapes.put(BACKBONE + name, shape));
    for (int stage = 0; stage < encoder.stages(); stage++) {
      add(BACKBONE + "norm" + stage + ".weight", encoder.channels(stage));
      add(BACKBONE + "norm" + stage + ".bias", encoder.channels(stage));
    }
  }

  private void addPyramid(EncoderConfig encoder, int channels) {
    for (int stage = 0; stage < encoder.stages(); stage++) {
      addConvolution(LATERAL + level(stage), encoder.channels(stage), channels, 1);
      addConvolution(OUTPUT + level(stage), channels, channels, 3);
    }
  }

  private void addBoxHead(BoxHeadConfig box, int channels, int classes) {
    addLinear(BOX_HEAD + "fc1", (long) channels * box.pool() * box.pool(), box.width());
    addLinear(BOX_HEAD + "fc2", box.width(), box.width());
    addLinear(CLASS_LOGITS, box.width(), classes + 1L);
    addLinear(BOX_DELTAS, box.width(), box.agnostic() ? BOX : (long) BOX * classes);
  }

  private void addMaskHead(MaskHeadConfig mask, int channels, int classes) {
    int width = mask.width();
    for (int i = 1; i <= MASK_CONVOLUTIONS; i++) {
      addConvolution(MASK_HEAD + "mask_fcn" + i, i == 1 ? channels : width, width, 3);
    }
    // A transposed convolution: input channels come first.
    add(MASK_HEAD + "deconv.weight", width, width, 2, 2);
    add(MASK_HEAD + "deconv.bias", width);
    addConvolution(MASK_LOGITS, width, mask.agnostic() ? 1 : classes, 1);
  }

  private void addConvolution(String name, int in, int out, int kernel) {
    add(name + ".weight", out, in, kernel, kernel);
    add(name + ".bias", out);
  }

  private void addLinear(String name, long in, long out) {
    add(name + ".weight", out, in);
    add(name + ".bias", out);
  }

  private void add(String name, long... sides) {
    shapes.put(name, Arrays.stream(sides).boxed().toList());
  }
}
