/**
 * Translators between images and what the models answer: features, feature maps and
 * reconstructions.
 *
 * <p>Images are prepared with 8-bit arithmetic on the host; only the crop's bytes go to the device,
 * where they are normalised.
 */
package io.greenmim.translate;
