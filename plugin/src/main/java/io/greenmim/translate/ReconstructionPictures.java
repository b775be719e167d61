package io.greenmim.translate;

import io.greenmim.image.PixelImage;

/**
 * What a model makes of one masked image; the three have the same size.
 *
 * @param original the crop that the model was given
 * @param masked the crop with its hidden patches in grey
 * @param reconstruction the prediction in the hidden patches, the original in the visible ones.
 *     With a normalised target the hidden patches are shown with their true mean and variance,
 *     which the model did not predict
 */
public record ReconstructionPictures(
    PixelImage original, PixelImage masked, PixelImage reconstruction) {}
