package io.greenmim.verify.detect;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.greenmim.detect.anchor.Anchors;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.roi.RoiHeads;
import io.greenmim.detect.rpn.Candidates;
import io.greenmim.detect.rpn.ProposalNetwork;
import io.greenmim.detect.rpn.ProposalSelector;
import io.greenmim.detect.rpn.Proposals;
import io.greenmim.model.Encoder;
import io.greenmim.ops.ArrayScope;
import io.greenmim.verify.Tolerance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Repeats inference step by step: features, predictions of anchors, proposals, regions. */
final class FeatureComparison {

  /** Number of the finest level. */
  private static final int FINEST = 2;

  private final RecordedDetector detector;
  private final Ledger ledger;
  private final ParameterStore store;

  FeatureComparison(RecordedDetector detector, Ledger ledger, ParameterStore store) {
    this.detector = detector;
    this.ledger = ledger;
    this.store = store;
  }

  /** Compares everything up to the heads; returns the levels, which belong to the scope. */
  List<NDArray> run(NDManager manager) throws IOException {
    MaskRcnn model = detector.model();
    NDArray images = detector.batch().images();
    ledger.compare("input/normalized_every_8th", images.get(":, :, ::8, ::8"), Agreement.FEATURES);
    compareEncoder(images);
    List<NDArray> levels = model.backbone().forward(store, images);
    for (int level = 0; level < levels.size(); level++) {
      ledger.compare("fpn/p" + (level + FINEST), levels.get(level), Agreement.FEATURES);
    }
    Anchors anchors = model.anchors(levels);
    ledger.compare("anchors", anchors.all(), Agreement.BOXES);
    NDArray predictions = model.proposalGenerator().forward(store, levels, false);
    comparePredictions(predictions, levels);
    compareProposals(anchors, predictions);
    compareRegions(levels);
    // Derived from the window: what the blocks give shows that ours is the same.
    ledger.use("buffer/relative_position_index");
    return levels;
  }

  private void compareEncoder(NDArray images) throws IOException {
    List<NDArray> maps = detector.model().backbone().bottomUp().forward(store, images);
    Encoder encoder = detector.model().backbone().bottomUp().encoder();
    String family = encoder.config().family();
    for (int stage = 0; stage < maps.size(); stage++) {
      ledger.compare(family + "/out" + stage, maps.get(stage), Agreement.FEATURES);
    }
    for (Map.Entry<String, NDArray> entry : encoder.trace(store, images).entrySet()) {
      String key = family + "/" + entry.getKey();
      NDArray tokens = entry.getValue().transpose(1, 0, 2); // (n, B, C) -> (B, n, C)
      List<Long> shape = ledger.shape(key);
      NDArray recorded =
          shape.size() == 3
              ? tokens
              : tokens // (B, n, C) -> (B, C, h, w)
                  .transpose(0, 2, 1)
                  .reshape(shape.get(0), shape.get(1), shape.get(2), shape.get(3));
      ledger.compare(key, recorded, Agreement.FEATURES);
    }
  }

  /** Our predictions list the anchors; the file has maps of channels. */
  private void comparePredictions(NDArray predictions, List<NDArray> levels) throws IOException {
    int ratios = detector.model().config().anchors().aspectRatios().size();
    Tolerance tolerance = Agreement.BOXES;
    long start = 0;
    for (int level = 0; level < levels.size(); level++) {
      long height = levels.get(level).getShape().get(2);
      long width = levels.get(level).getShape().get(3);
      long end = start + height * width * ratios;
      NDArray all = predictions.get(":, {}:{}", start, end); // (B, h w a, 5)
      NDArray maps = all.reshape(-1, height, width, ratios, 5).transpose(0, 3, 4, 1, 2);
      String name = "p" + (level + FINEST);
      ledger.compare("rpn_head/logits/" + name, maps.get(":, :, 0"), tolerance);
      ledger.compare(
          "rpn_head/deltas/" + name,
          maps.get(":, :, 1:").reshape(-1, 4L * ratios, height, width),
          tolerance);
      start = end;
    }
  }

  private void compareProposals(Anchors anchors, NDArray predictions) throws IOException {
    ProposalSelector selector = ProposalSelector.inference(detector.model().config().rpn());
    List<Candidates> candidates =
        ProposalNetwork.candidates(selector, detector.batch().names(), anchors, predictions);
    for (int i = 0; i < candidates.size(); i++) {
      TrainingComparison.compareCandidates(ledger, "test/pre_nms/image" + i, candidates.get(i));
      PixelSize size = detector.batch().sizes().get(i);
      Proposals proposals =
          selector.select(detector.batch().names().get(i), candidates.get(i), size);
      String key = "test/proposals/image" + i;
      ledger.compare(key + "/boxes", proposals.boxes(), Agreement.BOXES);
      ledger.compare(key + "/logits", proposals.logits(), Agreement.BOXES);
    }
  }

  private void compareRegions(List<NDArray> levels) throws IOException {
    List<Boxes> regions = new ArrayList<>();
    for (Proposals proposals : detector.model().propose(store, detector.batch(), levels)) {
      regions.add(proposals.boxes());
    }
    RoiHeads heads = detector.model().roiHeads();
    try (ArrayScope scope = new ArrayScope()) {
      RoiHeads.Predictions predictions =
          heads.boxes(store, heads.boxPooler().pool(levels, regions), false);
      ledger.compare("test/roi/class_logits", predictions.logits(), Agreement.BOXES);
      ledger.compare("test/roi/box_deltas", predictions.deltas(), Agreement.BOXES);
    }
  }
}
