package io.greenmim.train.config;

import io.greenmim.model.InitialWeights;

/** How the weights of a fresh model are drawn. */
public enum FirstWeights {
  /** As the published code of the method draws them. */
  PUBLISHED,
  /** The encoder's matrices and kernels normal: {@link InitialWeights#NORMAL}. */
  NORMAL
}
