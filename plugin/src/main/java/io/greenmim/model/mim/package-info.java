/**
 * Masked image modelling: the decoder, the pixel target and the loss. Encoders are seen through
 * {@link io.greenmim.model.Encoder} only.
 */
package io.greenmim.model.mim;
