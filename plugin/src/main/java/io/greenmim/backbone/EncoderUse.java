package io.greenmim.backbone;

/** What an encoder is made for. */
public enum EncoderUse {
  /**
   * Pooled features, as classifiers and masked image modelling have it: the pooled feature first,
   * the last map normalised if the family does that.
   */
  POOLED,
  /**
   * The maps of all stages, as detectors have it: they normalise every map by themselves and see
   * grids of any size.
   */
  PYRAMID
}
