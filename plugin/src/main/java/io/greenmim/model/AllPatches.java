package io.greenmim.model;

import ai.djl.ndarray.NDArray;

/**
 * All patches of images.
 *
 * @param images normalised images, (B, c, H, W), float32
 */
public record AllPatches(NDArray images) implements EncoderInput {}
