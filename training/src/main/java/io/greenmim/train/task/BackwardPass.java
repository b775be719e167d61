package io.greenmim.train.task;

import ai.djl.ndarray.NDArray;
import io.greenmim.model.Segment;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Scaling;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs segments forward and backward, either keeping what the backward pass needs of all of them,
 * or what lies between them alone: then each is run again when its turn comes (Chen et al., 2016,
 * arXiv 1604.06174, section 3).
 *
 * @param pass weight of the loss, and whether segments are run again
 */
public record BackwardPass(Pass pass) {

  /**
   * Adds the gradient of the last segment's result, times the weight of the pass, to the
   * parameters' gradients.
   *
   * @param segments the forward pass; the last segment gives the loss
   * @param images what the first segment takes
   * @return the loss, an array of the scope around
   */
  public PassLoss run(List<Segment> segments, NDArray images) {
    return pass.recompute() ? again(segments, images) : once(segments, images);
  }

  private PassLoss once(List<Segment> segments, NDArray images) {
    try (Autograd.Recorded recorded = Autograd.record();
        ArrayScope scope = new ArrayScope()) {
      NDArray x = images;
      for (int i = 0; i < segments.size(); i++) {
        x = forward(segments, i, x);
      }
      pass.phases().ended(StepPhase.FORWARD);
      Autograd.backward(Scaling.scale(x, pass.weight()));
      PassLoss loss = PassLoss.of(x);
      scope.keep(loss.values());
      return loss;
    }
  }

  private PassLoss again(List<Segment> segments, NDArray images) {
    try (ArrayScope scope = new ArrayScope()) {
      List<NDArray> inputs = inputs(segments, images);
      pass.phases().ended(StepPhase.FORWARD);
      int last = segments.size() - 1;
      PassLoss loss = null;
      NDArray gradient = null;
      for (int i = last; i >= 0; i--) {
        try (Autograd.Recorded recorded = Autograd.record();
            ArrayScope inner = new ArrayScope()) {
          NDArray y = forward(segments, i, inputs.get(i));
          // The gradient of sum(y g) with respect to y is g.
          Autograd.backward(i == last ? Scaling.scale(y, pass.weight()) : y.mul(gradient).sum());
          if (i == last) {
            loss = PassLoss.of(y);
            inner.keep(loss.values());
          }
        }
        gradient = i == 0 ? null : inputs.get(i).getGradient();
      }
      scope.keep(loss.values());
      return loss;
    }
  }

  /** What goes into each segment; all but the images are leaves with gradients. */
  private List<NDArray> inputs(List<Segment> segments, NDArray images) {
    List<NDArray> inputs = new ArrayList<>(List.of(images));
    try (Autograd.Paused paused = Autograd.pause()) {
      for (int i = 0; i < segments.size() - 1; i++) {
        inputs.add(forward(segments, i, inputs.get(i)));
      }
    }
    inputs.subList(1, inputs.size()).forEach(input -> input.setRequiresGradient(true));
    return inputs;
  }

  private NDArray forward(List<Segment> segments, int i, NDArray x) {
    PassStore.seed(pass.store(), pass.noiseSeed() + i);
    return segments.get(i).run(x);
  }
}
