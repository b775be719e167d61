package io.greenmim.train.config;

/** How an encoder is pre-trained. */
public enum PretrainMethod {
  /** Masked image modelling on the visible patches alone (Huang et al., 2022, arXiv 2205.13515). */
  GREENMIM,
  /** Masked image modelling with mask tokens (Xie et al., 2021, arXiv 2111.09886). */
  SIMMIM
}
