package io.greenmim.convnext;

import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlan;
import io.greenmim.sparse.SiteMaps;
import java.util.List;

/**
 * What a pass over the visible patches needs, on the host. Immutable; arrays are not copied.
 *
 * @param masks one mask for the batch or one for each image
 * @param stages visible sites of each stage, and what its convolutions read there
 * @param patches the embedded patches: their numbers in an image if all share a mask, else flat
 *     rows of all patches of the batch, patch x B + image
 */
record ConvNextPlan(List<PatchMask> masks, List<SiteMaps> stages, int[] patches)
    implements MaskPlan {}
