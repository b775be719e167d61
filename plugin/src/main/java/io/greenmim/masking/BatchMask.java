package io.greenmim.masking;

import java.util.List;

/** What a batch of images hides. */
public interface BatchMask {

  /**
   * Returns the masks.
   *
   * @return one mask for all images of the batch, or one for each, in their order
   */
  List<PatchMask> masks();
}
