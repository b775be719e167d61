package io.greenmim.train.scene;

import io.greenmim.image.PixelImage;

/**
 * A drawn scene and a sentence that tells every solid in it.
 *
 * @param image the picture
 * @param caption such as {@code a red cone with stripes before clouds, beside a wooden blue cube}
 */
public record CaptionedScene(PixelImage image, String caption) {}
