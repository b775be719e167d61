package io.greenmim.model;

import ai.djl.ndarray.NDArray;

/** What an encoder may be given. */
public sealed interface EncoderInput permits AllPatches, VisiblePatches, MaskTokens {

  /** {@return normalised images, (B, c, H, W), float32; the patch size divides H and W} */
  NDArray images();
}
