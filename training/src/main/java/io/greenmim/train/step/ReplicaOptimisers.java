package io.greenmim.train.step;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.greenmim.train.optim.AdamW;
import io.greenmim.train.optim.ParameterGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The optimiser of a model on each of its devices: equal moments, moved by equal gradients. */
final class ReplicaOptimisers {

  private final List<Replica> replicas;
  private final List<AdamW> optimisers = new ArrayList<>();

  ReplicaOptimisers(
      AdamW.Settings settings,
      Map<String, Parameter> parameters,
      ParameterGroup.Rule rule,
      List<Replica> replicas) {
    this.replicas = replicas;
    for (Replica replica : replicas) {
      optimisers.add(new AdamW(settings, replica.manager(), parameters, rule, replica::value));
    }
  }

  /** The one whose moments are written to checkpoints. */
  AdamW first() {
    return optimisers.get(0);
  }

  /** Gives all of them the moments of the first. */
  void align() {
    AdamW first = first();
    optimisers.subList(1, optimisers.size()).forEach(o -> o.restore(first.state(), first.step()));
  }

  /**
   * Moves the weights of every device by its gradients.
   *
   * @param skip a scalar on the first device: 1 if nothing is to move, else 0
   */
  void update(double learningRate, NDArray skip) {
    for (int i = 0; i < replicas.size(); i++) {
      NDArray here = skip.toDevice(replicas.get(i).manager().getDevice(), false);
      optimisers.get(i).update(learningRate, replicas.get(i)::gradient, here);
    }
  }

  /** Counts the step that {@link #update} took. */
  void advance() {
    optimisers.forEach(AdamW::advance);
  }
}
