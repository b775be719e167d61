package io.greenmim.model;

import ai.djl.Device;
import io.greenmim.masking.PatchMask;
import io.greenmim.ops.Precision;
import java.util.List;

/**
 * What a batch of images hides, with all that its maker wants to know about it on the host. Made
 * and read by an encoder's family alone; immutable, but for what it keeps of the last batch.
 */
public interface MaskPlan {

  /** {@return one mask for all images of the batch, or one for each, in their order} */
  List<PatchMask> masks();

  /**
   * Makes now what a pass reads of a batch and would else make by itself: called on the data
   * loader's threads, so that the training thread only copies it to its device. Nothing by default.
   *
   * @param images images of the batch: as many as masks, or any number where all share one
   * @param device where the pass is computed
   * @param precision what the pass is computed with
   */
  default void prepare(int images, Device device, Precision precision) {}
}
