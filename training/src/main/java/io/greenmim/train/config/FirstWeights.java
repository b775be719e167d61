package io.greenmim.train.config;

import io.greenmim.nn.InitialValues;

/** How the weights of a fresh model are drawn. */
public enum FirstWeights {
  /** As the published code of the method draws them. */
  PUBLISHED,
  /**
   * The encoder's matrices and kernels normal, as {@link InitialValues#normal(ai.djl.nn.Block)}.
   */
  NORMAL
}
