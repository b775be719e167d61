package io.greenmim.verify.detect;

import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.Nms;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.boxes.ScoreOrder;
import io.greenmim.detect.config.OutputConfig;
import io.greenmim.detect.config.ProposalLimits;
import io.greenmim.detect.config.RpnConfig;
import io.greenmim.detect.match.Matcher;
import io.greenmim.detect.match.Matches;
import io.greenmim.detect.roi.DetectionSelector;
import io.greenmim.detect.roi.Detections;
import io.greenmim.detect.rpn.Candidates;
import io.greenmim.detect.rpn.ProposalSelector;
import io.greenmim.detect.rpn.Proposals;
import io.greenmim.verify.ReferenceConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Which boxes are kept, matched and proposed: indices must be the same. */
final class SelectionOperators {

  private SelectionOperators() {}

  static void nms(OperatorCase call) throws IOException {
    Boxes boxes = call.boxes("boxes");
    int[] groups = call.has("idxs") ? call.integers("idxs") : new int[boxes.size()];
    double threshold = call.parameters().number("iou_threshold");
    call.compare("keep", Nms.keep(boxes, call.floats("scores"), groups, threshold));
  }

  static void match(OperatorCase call) throws IOException {
    List<Double> thresholds = call.parameters().numbers("thresholds");
    Matcher matcher =
        new Matcher(
            thresholds.get(0),
            thresholds.get(thresholds.size() - 1),
            call.parameters().flag("allow_low_quality_matches"));
    float[] quality = call.floats("quality");
    Matches matches = matcher.match(quality, call.length("quality", 1));
    compare(call, matches);
    if (call.has("gt")) {
      compare(call, matcher.match(call.boxes("gt"), call.boxes("boxes")));
    }
  }

  private static void compare(OperatorCase call, Matches matches) throws IOException {
    call.compare("matches", IntStream.range(0, matches.size()).map(matches::object).toArray());
    call.compare("labels", IntStream.range(0, matches.size()).map(matches::label).toArray());
  }

  static void propose(OperatorCase call) throws IOException {
    ReferenceConfig given = call.parameters();
    RpnConfig standard = RpnConfig.published();
    ProposalLimits limits =
        new ProposalLimits(given.integer("pre_nms_topk"), given.integer("post_nms_topk"));
    ProposalSelector selector =
        ProposalSelector.inference(
            new RpnConfig(
                standard.negativeIou(),
                standard.positiveIou(),
                standard.sampling(),
                limits,
                limits,
                given.number("nms_thresh"),
                given.number("min_box_size")));
    List<List<Integer>> sizes = given.rows("image_sizes_hw");
    for (int image = 0; image < sizes.size(); image++) {
      PixelSize size = new PixelSize(sizes.get(image).get(0), sizes.get(image).get(1));
      Candidates candidates = candidates(call, image, sizes.size(), limits.preNms());
      Proposals proposals = selector.select(call.name(), candidates, size);
      call.compare("out_boxes_image" + image, proposals.boxes(), Agreement.FEATURES);
      call.compare("out_logits_image" + image, proposals.logits(), Agreement.FEATURES);
    }
  }

  /** The file has boxes that are decoded already, so the best of each level are taken here. */
  private static Candidates candidates(OperatorCase call, int image, int images, int most)
      throws IOException {
    List<Boxes> boxes = new ArrayList<>();
    List<float[]> logits = new ArrayList<>();
    for (int level = 0; call.has("boxes_level" + level); level++) {
      float[] all = call.floats("logits_level" + level);
      int n = all.length / images;
      float[] ofImage = Arrays.copyOfRange(all, image * n, (image + 1) * n);
      int[] best = ScoreOrder.best(ofImage, most);
      int start = image * n;
      boxes.add(
          call.boxes("boxes_level" + level)
              .select(Arrays.stream(best).map(i -> start + i).toArray()));
      float[] chosen = new float[best.length];
      for (int i = 0; i < best.length; i++) {
        chosen[i] = ofImage[best[i]];
      }
      logits.add(chosen);
    }
    int[] levels =
        IntStream.range(0, logits.size())
            .flatMap(level -> Arrays.stream(new int[logits.get(level).length]).map(i -> level))
            .toArray();
    float[] joined = new float[levels.length];
    int at = 0;
    for (float[] values : logits) {
      System.arraycopy(values, 0, joined, at, values.length);
      at += values.length;
    }
    return new Candidates(Boxes.concat(boxes), joined, levels, new int[levels.length]);
  }

  static void detect(OperatorCase call) throws IOException {
    ReferenceConfig given = call.parameters();
    OutputConfig config =
        new OutputConfig(
            given.number("score_thresh"), given.number("nms_thresh"), given.integer("topk"), 0.5);
    List<Integer> size = given.integers("image_size_hw");
    Detections found =
        new DetectionSelector(config)
            .select(
                call.boxes("boxes"),
                call.floats("scores"),
                given.integer("num_classes"),
                new PixelSize(size.get(0), size.get(1)));
    call.compare("out_boxes", found.boxes(), Agreement.FEATURES);
    call.compare("out_scores", found.scores(), Agreement.FEATURES);
    call.compare("out_classes", found.classes());
    call.compare("kept_row", found.regions());
  }
}
