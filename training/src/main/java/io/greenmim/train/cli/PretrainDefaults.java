package io.greenmim.train.cli;

import io.greenmim.config.Variants;

/** Defaults of pre-training that depend on the model. */
final class PretrainDefaults {

  /** The published rate of Swin-B and Twins-L, for effective batches of 2048 and more. */
  private static final double PUBLISHED = 1.5e-4;

  /** Nano is for small data on small machines: batches of some dozens of images. */
  private static final double NANO = 4e-3;

  private static final int NANO_DIM = 32;

  private PretrainDefaults() {}

  /**
   * Returns the base learning rate of a variant.
   *
   * @param variant name of the variant
   * @return the rate for an effective batch of 256
   * @throws IllegalArgumentException if there is no such variant
   */
  static double baseLearningRate(String variant) {
    return Variants.swin(variant).embedDim() <= NANO_DIM ? NANO : PUBLISHED;
  }
}
