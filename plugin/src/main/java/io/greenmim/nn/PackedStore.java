package io.greenmim.nn;

import ai.djl.ndarray.NDManager;
import io.greenmim.ops.PassStore;

/**
 * The store of a pass for inference whose blocks find packed forms of their weights. Blocks that do
 * not look for them compute in the precision of the others.
 */
final class PackedStore extends PassStore {

  private final PackedWeights weights;

  PackedStore(NDManager manager, PackedWeights weights) {
    super(manager, weights.arithmetic());
    this.weights = weights;
  }

  PackedWeights weights() {
    return weights;
  }
}
