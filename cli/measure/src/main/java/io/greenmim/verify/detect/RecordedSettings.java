package io.greenmim.verify.detect;

import io.greenmim.backbone.BackboneFamily;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.EncoderConfig;
import io.greenmim.detect.config.AnchorConfig;
import io.greenmim.detect.config.BoxHeadConfig;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.InputSize;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.config.OutputConfig;
import io.greenmim.detect.config.ProposalLimits;
import io.greenmim.detect.config.RoiConfig;
import io.greenmim.detect.config.RpnConfig;
import io.greenmim.detect.config.SamplingConfig;
import io.greenmim.detect.match.Permutation;
import io.greenmim.verify.ReferenceConfig;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * What a recorded detector was run with: its configuration, and what a variant changes of it.
 *
 * @param config the detector
 * @param permutation order in which anchors and regions are taken
 */
record RecordedSettings(DetectorConfig config, Permutation permutation) {

  /** The image only decides the windows of each stage, which detectors use on any grid. */
  private static final Map<String, Object> FIXED =
      Map.of("imageSize", 224, "inChannels", 3, "layerNormEps", 1e-5);

  private static final String CANONICAL = "canonical_size";
  private static final String SPREAD = "spread";
  private static final String RPN_SAMPLES = "rpn_batch_size_per_image";
  private static final String ROI_SAMPLES = "roi_batch_size_per_image";
  private static final Set<String> CHANGES = Set.of(CANONICAL, SPREAD, RPN_SAMPLES, ROI_SAMPLES);

  /**
   * Reads the settings.
   *
   * @param given configuration of the recorded detector
   * @param changes what a variant changes, perhaps nothing
   */
  static RecordedSettings of(ReferenceConfig given, ReferenceConfig changes) throws IOException {
    Set<String> unknown = new HashSet<>(changes.names());
    unknown.removeAll(CHANGES);
    if (!unknown.isEmpty()) {
      throw new IOException(
          "%s: settings: expected some of %s, got %s".formatted(given.path(), CHANGES, unknown));
    }
    List<Category> categories =
        LongStream.range(0, given.integer("num_classes"))
            .mapToObj(id -> new Category(id, "class " + id))
            .toList();
    ReferenceConfig anchors = given.part("anchors");
    ReferenceConfig roi = given.part("roi");
    DetectorConfig config =
        new DetectorConfig(
            DetectorConfig.FORMAT,
            "recorded",
            encoder(given),
            categories,
            given.integer("fpn_channels"),
            new AnchorConfig(
                anchors.numbers("sizes"),
                anchors.numbers("aspect_ratios_h_over_w"),
                anchors.number("offset")),
            rpn(given.part("rpn"), changes),
            roi(given, roi, changes),
            new OutputConfig(
                roi.number("score_thresh"),
                roi.number("nms_thresh"),
                roi.integer("detections_per_image"),
                roi.number("mask_threshold")),
            InputSize.PUBLISHED,
            null);
    boolean spread = changes.has(SPREAD) && changes.flag(SPREAD);
    return new RecordedSettings(config, spread ? new SpreadPermutation() : Permutation.IDENTITY);
  }

  /** The encoder under the name of its family; what the file does not say is the same for all. */
  private static EncoderConfig encoder(ReferenceConfig given) throws IOException {
    for (BackboneFamily family : Backbones.families()) {
      if (given.has(family.name())) {
        return given.part(family.name()).encoder(family.name(), FIXED);
      }
    }
    throw new IOException(
        given.path() + ": config: expected an encoder of a known family, got none");
  }

  private static RpnConfig rpn(ReferenceConfig given, ReferenceConfig changes) throws IOException {
    List<Double> thresholds = given.numbers("iou_thresholds");
    return new RpnConfig(
        thresholds.get(0),
        thresholds.get(1),
        new SamplingConfig(samples(given, changes, RPN_SAMPLES), given.number("positive_fraction")),
        new ProposalLimits(
            given.integer("pre_nms_topk_train"), given.integer("post_nms_topk_train")),
        new ProposalLimits(given.integer("pre_nms_topk_test"), given.integer("post_nms_topk_test")),
        given.number("nms_thresh"),
        given.number("min_box_size"));
  }

  private static RoiConfig roi(ReferenceConfig given, ReferenceConfig roi, ReferenceConfig changes)
      throws IOException {
    return new RoiConfig(
        roi.numbers("iou_thresholds").get(0),
        new SamplingConfig(samples(roi, changes, ROI_SAMPLES), roi.number("positive_fraction")),
        changes.has(CANONICAL) ? changes.number(CANONICAL) : roi.number(CANONICAL),
        new BoxHeadConfig(
            roi.integer("box_pool"),
            given.integer("box_fc_dim"),
            false,
            roi.numbers("box_weights")),
        new MaskHeadConfig(roi.integer("mask_pool"), given.integer("mask_conv_dim"), false));
  }

  private static int samples(ReferenceConfig given, ReferenceConfig changes, String change)
      throws IOException {
    return changes.has(change) ? changes.integer(change) : given.integer("batch_size_per_image");
  }
}
