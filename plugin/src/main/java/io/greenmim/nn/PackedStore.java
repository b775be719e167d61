package io.greenmim.nn;

import ai.djl.ndarray.NDManager;
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

  PackedWeights weights() {
    return weights;
  }
}
