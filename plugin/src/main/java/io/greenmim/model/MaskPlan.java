package io.greenmim.model;

import io.greenmim.masking.PatchMask;
import java.util.List;

/**
 * What a batch of images hides, with all that its maker wants to know about it on the host. Made
 * and read by an encoder's family alone; immutable.
 */
public interface MaskPlan {

  /** {@return one mask for all images of the batch, or one for each, in their order} */
  List<PatchMask> masks();
}
