package io.greenmim.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;

/**
 * What a model's passes for inference share: one set of {@link PackedWeights}, which is made anew
 * when a weight has changed, and freed when the last pass that reads it has ended.
 */
final class PackedModel {

  private final Block block;
  private final NDManager owner;
  private final InferencePrecision precision;

  /** Guarded by this. */
  private PackedWeights current;

  PackedModel(Block block, NDManager owner, InferencePrecision precision) {
    this.block = block;
    this.owner = owner;
    this.precision = precision;
  }

  /** Runs the block as the precision says. */
  NDList forward(ParameterStore store, NDList inputs) {
    Device device = inputs.head().getDevice();
    try (Autograd.Paused paused = Autograd.pause()) {
      if (device.isGpu()) {
        return block.forward(new PassStore(store.getManager(), Precision.BF16), inputs, false);
      }
      PackedWeights weights = enter();
      try {
        return block.forward(new PackedStore(store.getManager(), weights), inputs, false);
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
      current = new PackedWeights(owner, NamedParameters.of(block).values(), precision);
    }
    current.enter();
    return current;
  }

  private synchronized void leave(PackedWeights weights) {
    weights.leave();
  }
}
