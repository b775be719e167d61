package io.greenmim.detect.model;

import ai.djl.ndarray.NDArray;
import io.greenmim.detect.ops.PooledRois;
import io.greenmim.detect.roi.RoiHeads;
import io.greenmim.detect.roi.RoiSample;
import io.greenmim.detect.rpn.AnchorTargets;
import io.greenmim.detect.rpn.Candidates;
import io.greenmim.detect.rpn.Proposals;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.Scaling;
import java.util.List;

/**
 * What a training pass computed: the losses, what was decided on the way, and the way back.
 *
 * @param losses scalars that belong to the scope of the pass
 * @param predictions class logits and box deltas of the regions of all images
 * @param decisions targets, proposals and regions of each image
 * @param pools what was pooled of the regions, first for the box head, then for the mask head
 */
public record TrainingPass(
    Losses losses, RoiHeads.Predictions predictions, Decisions decisions, List<PooledRois> pools)
    implements AutoCloseable {

  /**
   * What was decided about boxes.
   *
   * @param anchors targets of the anchors of each image
   * @param candidates candidates of each image, before suppression
   * @param proposals proposals of each image
   * @param regions regions that the heads saw of each image
   * @param masks targets of the masks of all regions with objects, (F x S x S); empty for boxes
   *     alone
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Decisions(
      List<AnchorTargets> anchors,
      List<Candidates> candidates,
      List<Proposals> proposals,
      List<RoiSample> regions,
      byte[] masks) {

    /** Keeps copies of the lists. */
    public Decisions {
      anchors = List.copyOf(anchors);
      candidates = List.copyOf(candidates);
      proposals = List.copyOf(proposals);
      regions = List.copyOf(regions);
    }
  }

  /** Keeps a copy of the list. */
  public TrainingPass {
    pools = List.copyOf(pools);
  }

  /**
   * Adds the gradient of the sum of the losses to the parameters from the pyramid on, and to those
   * of the encoder that its pass did not put off. Gradients must be recorded by the caller.
   *
   * @param weight factor of the losses in the gradient
   */
  public void backward(double weight) {
    try (ArrayScope scope = new ArrayScope()) {
      // First the heads, down to what was pooled; then the pyramid with what the regions hand on.
      NDArray ofRegions = losses.ofRegions();
      Autograd.backward(Scaling.scale(ofRegions, weight));
      PooledRois.backward(Scaling.scale(losses.ofProposals(), weight), pools);
    }
  }

  /** Frees the pooled features. */
  @Override
  public void close() {
    pools.forEach(PooledRois::close);
  }
}
