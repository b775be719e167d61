package io.greenmim.detect.model;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.greenmim.config.Checks;
import io.greenmim.detect.anchor.Anchors;
import io.greenmim.detect.boxes.BoxCodec;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.mask.MaskTargets;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.detect.match.GroundTruth;
import io.greenmim.detect.match.Permutation;
import io.greenmim.detect.ops.PooledRois;
import io.greenmim.detect.roi.BoxLosses;
import io.greenmim.detect.roi.BoxTargets;
import io.greenmim.detect.roi.MaskLosses;
import io.greenmim.detect.roi.RoiHeads;
import io.greenmim.detect.roi.RoiSample;
import io.greenmim.detect.roi.RoiSampler;
import io.greenmim.detect.rpn.AnchorTargets;
import io.greenmim.detect.rpn.Candidates;
import io.greenmim.detect.rpn.ProposalSelector;
import io.greenmim.detect.rpn.Proposals;
import io.greenmim.detect.rpn.RpnLosses;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What follows the predictions of the region proposal network in training. */
final class TrainingStep {

  private final DetectorConfig config;
  private final RoiHeads heads;
  private final ImageBatch batch;
  private final List<GroundTruth> truths;
  private final Permutation permutation;

  TrainingStep(
      DetectorConfig config,
      RoiHeads heads,
      ImageBatch batch,
      List<GroundTruth> truths,
      Permutation permutation) {
    Checks.that(
        truths.size() == batch.sizes().size(),
        "truths: expected one for each of %d images, got %d",
        batch.sizes().size(),
        truths.size());
    for (GroundTruth truth : truths) {
      Checks.that(
          !heads.hasMasks() || truth.masks().size() == truth.boxes().size(),
          "%s: expected a mask for each of %d objects, got %d",
          truth.image(),
          truth.boxes().size(),
          truth.masks().size());
    }
    this.config = config;
    this.heads = heads;
    this.batch = batch;
    this.truths = truths;
    this.permutation = permutation;
  }

  TrainingPass run(
      ParameterStore store,
      List<NDArray> levels,
      NDArray predictions,
      Anchors anchors,
      List<Candidates> candidates) {
    List<AnchorTargets> targets =
        truths.stream()
            .map(t -> AnchorTargets.of(config.rpn(), anchors.all(), t.boxes(), permutation))
            .toList();
    List<Proposals> proposals = proposals(candidates);
    List<RoiSample> regions = sample(proposals);

    TrainingPass.Decisions decisions =
        new TrainingPass.Decisions(
            targets,
            candidates,
            proposals,
            regions,
            heads.hasMasks() ? masks(regions) : new byte[0]);
    RpnLosses ofAnchors = RpnLosses.of(predictions, targets, config.rpn().sampling().count());

    List<PooledRois> pools = new ArrayList<>();
    try {
      return hear(store, levels, decisions, ofAnchors, pools);
    } catch (RuntimeException e) {
      pools.forEach(PooledRois::close);
      throw e;
    }
  }

  private TrainingPass hear(
      ParameterStore store,
      List<NDArray> levels,
      TrainingPass.Decisions decisions,
      RpnLosses ofAnchors,
      List<PooledRois> pools) {
    List<RoiSample> regions = decisions.regions();
    List<Boxes> boxes = regions.stream().map(RoiSample::boxes).toList();
    pools.add(heads.boxPooler().record(levels, boxes));
    RoiHeads.Predictions heard = heads.boxes(store, pools.get(0).features(), true);
    BoxTargets targets =
        BoxTargets.of(regions, truths, new BoxCodec(config.roi().box().deltaWeights()));
    BoxLosses ofBoxes = BoxLosses.of(heard.logits(), heard.deltas(), targets);
    NDArray maskLoss = null;
    if (heads.hasMasks()) {
      pools.add(heads.maskPooler().record(levels, outlined(regions)));
      NDArray maps = heads.masks(store, pools.get(1).features(), true);
      maskLoss = MaskLosses.of(maps, classes(regions), decisions.masks());
    }
    return new TrainingPass(new Losses(ofAnchors, ofBoxes, maskLoss), heard, decisions, pools);
  }

  private List<Proposals> proposals(List<Candidates> candidates) {
    ProposalSelector selector = ProposalSelector.training(config.rpn());
    List<Proposals> proposals = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      proposals.add(selector.select(batch.names().get(i), candidates.get(i), batch.sizes().get(i)));
    }
    return proposals;
  }

  private List<RoiSample> sample(List<Proposals> proposals) {
    RoiSampler sampler = new RoiSampler(config.roi(), config.classes());
    List<RoiSample> regions = new ArrayList<>();
    for (int i = 0; i < proposals.size(); i++) {
      regions.add(sampler.sample(proposals.get(i).boxes(), truths.get(i), permutation));
    }
    return regions;
  }

  /** Targets of the regions with outlined objects of all images, one image after the other. */
  private byte[] masks(List<RoiSample> regions) {
    MaskTargets maker = new MaskTargets(config.roi().mask().side());
    ByteArrayOutputStream targets = new ByteArrayOutputStream();
    for (int i = 0; i < regions.size(); i++) {
      RoiSample sample = regions.get(i);
      int[] chosen = outlined(i, sample);
      int[] objects = Arrays.stream(chosen).map(region -> sample.objects()[region]).toArray();
      List<RunLengthMask> masks =
          truths.get(i).masks().stream()
              .map(mask -> mask.orElse(RunLengthMask.empty(1, 1))) // none of these is chosen
              .toList();
      targets.writeBytes(maker.targets(masks, objects, sample.boxes().select(chosen)));
    }
    return targets.toByteArray();
  }

  /** Indices of the regions of an image whose object has a mask. */
  private int[] outlined(int image, RoiSample sample) {
    return IntStream.range(0, sample.foreground())
        .filter(region -> truths.get(image).masks().get(sample.objects()[region]).isPresent())
        .toArray();
  }

  private List<Boxes> outlined(List<RoiSample> regions) {
    return IntStream.range(0, regions.size())
        .mapToObj(i -> regions.get(i).boxes().select(outlined(i, regions.get(i))))
        .toList();
  }

  private int[] classes(List<RoiSample> regions) {
    return IntStream.range(0, regions.size())
        .flatMap(
            i ->
                Arrays.stream(outlined(i, regions.get(i)))
                    .map(region -> regions.get(i).classes()[region]))
        .toArray();
  }
}
