package io.greenmim.nn;

import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;

/**
 * The store of a pass for inference whose blocks find packed forms of their weights. Blocks that do
 * not look for them compute in bfloat16.
 */
final class PackedStore extends PassStore {

  private final PackedWeights weights;

  PackedStore(NDManager manager, PackedWeights weights) {
    super(manager, Precision.BF16);
    this.weights = weights;
  }

  /** The packed weights of a pass; null where there are none. */
  static PackedWeights weights(ParameterStore store) {
    return store instanceof PackedStore packed ? packed.weights : null;
  }
}
