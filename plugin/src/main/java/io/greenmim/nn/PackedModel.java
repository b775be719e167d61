package io.greenmim.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import java.util.Collection;
import java.util.function.Function;

/**
 * What a model's passes for inference share: one set of {@link PackedWeights}, which is made anew
 * when a weight has changed, and freed when the last pass that reads it has ended.
 */
final class PackedModel {

  private final Collection<Parameter> parameters;
  private final NDManager owner;
  private final InferencePrecision precision;

  /** Guarded by this. */
  private PackedWeights current;

  PackedModel(Block block, NDManager owner, InferencePrecision precision) {
    parameters = NamedParameters.of(block).values();
    this.owner = owner;
    this.precision = precision;
  }

  /**
   * Tells whether a pass is one for inference alone: in float32, which nobody has to ask for, only
   * if neither its input nor a weight has gradients.
   */
  boolean takes(NDArray input) {
    return precision != InferencePrecision.FP32
        || (!input.hasGradient()
            && parameters.stream().noneMatch(parameter -> parameter.getArray().hasGradient()));
  }

  /** Runs a pass over the block, which gets the store that the precision says. */
  <T> T run(NDManager manager, Device device, Function<ParameterStore, T> pass) {
    try (Autograd.Paused paused = Autograd.pause()) {
      if (device.isGpu()) {
        return pass.apply(new PassStore(manager, Precision.BF16));
      }
      PackedWeights weights = enter();
      try {
        return pass.apply(new PackedStore(manager, weights));
      } finally {
        leave(weights);
      }
    }
  }

  private synchronized PackedWeights enter() {
    if (current != null && !current.fresh()) {
      current.retire();
      current = null;
    }
    if (current == null) {
      current = new PackedWeights(owner, parameters, precision);
    }
    current.enter();
    return current;
  }

  private synchronized void leave(PackedWeights weights) {
    weights.leave();
  }
}
