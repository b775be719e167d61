package io.greenmim.train.pretrain;

import io.greenmim.model.MaskPlan;

/**
 * What one forward pass on one device takes, all of it on the host.
 *
 * @param pixels pixels, row-major (B, c or 2 c, H, W), as {@link io.greenmim.train.data.PixelBatch}
 *     has them
 * @param images number of images B
 * @param height height H of the images in pixels
 * @param width width W of the images in pixels
 * @param plan what the images hide, as the model's planner made it
 */
public record MaskedBatch(byte[] pixels, int images, int height, int width, MaskPlan plan) {}
