package io.greenmim.translate;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.ShuffledRanks;
import java.util.Optional;

/**
 * What is hidden from a model, as its inputs beside the image.
 *
 * @param mask the mask
 * @param ranks ranks of the patches for the published order of the latents, or empty
 */
record HiddenPatches(PatchMask mask, Optional<ShuffledRanks> ranks) {

  static HiddenPatches of(PatchMask mask) {
    return new HiddenPatches(mask, Optional.empty());
  }

  static HiddenPatches inReferenceOrder(PatchMask mask, long seed) {
    return new HiddenPatches(mask, Optional.of(ShuffledRanks.of(mask, seed)));
  }

  /** The mask (rows, cols), boolean, and the ranks (rows x cols), int32, if there are any. */
  NDList toInputs(NDManager manager) {
    NDList inputs = new NDList();
    inputs.add(manager.create(mask.toArray(), new Shape(mask.rows(), mask.cols())));
    ranks.ifPresent(given -> inputs.add(manager.create(given.values())));
    return inputs;
  }
}
