package io.greenmim.checkpoint;

/**
 * What the names of a checkpoint tell.
 *
 * @param layout its layout
 * @param method what stands on its encoder
 * @param prefix what stands before the encoder's names, such as {@code encoder.}
 * @param stages number of the last stage that is named, and one
 */
public record DetectedLayout(Layout layout, Method method, String prefix, int stages) {}
