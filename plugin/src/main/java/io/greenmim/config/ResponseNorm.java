package io.greenmim.config;

/** What the norm of a channel's responses is taken over, in passes over visible patches alone. */
public enum ResponseNorm {
  /** The visible sites of one image, as passes over whole images have it. */
  IMAGE,
  /** The visible sites of the whole batch, as the published pre-training of ConvNeXt V2 has it. */
  BATCH
}
