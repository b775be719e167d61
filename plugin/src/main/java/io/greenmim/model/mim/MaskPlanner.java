package io.greenmim.model.mim;

import io.greenmim.masking.BatchMask;
import io.greenmim.masking.PatchMask;
import java.util.List;

/** Turns masks into what a model's forward pass takes; may be called from several threads. */
@FunctionalInterface
public interface MaskPlanner {

  /**
   * Plans a batch.
   *
   * @param masks the masks of the batch, as many as {@link MaskedImageModel#masksFor} tells
   * @return what the loss takes
   */
  BatchMask plan(List<PatchMask> masks);
}
