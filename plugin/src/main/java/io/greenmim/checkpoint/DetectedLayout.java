package io.greenmim.checkpoint;

import io.greenmim.config.ModelKind;

/**
 * What the names of a checkpoint tell.
 *
 * @param layout its layout
 * @param kind what stands on its encoder
 * @param prefix what stands before the encoder's names, such as {@code encoder.}
 * @param stages number of the last stage that is named, and one
 */
public record DetectedLayout(Layout layout, ModelKind kind, String prefix, int stages) {}
