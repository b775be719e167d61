/**
 * Masked image modelling: the decoder, the pixel target and the loss. Encoders are seen through
 * {@link io.greenmim.model.MaskedEncoder} only.
 */
package io.greenmim.model.mim;
