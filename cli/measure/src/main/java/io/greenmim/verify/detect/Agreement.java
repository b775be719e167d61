package io.greenmim.verify.detect;

import io.greenmim.verify.Tolerance;

/** How closely each kind of number must agree with the recorded one. */
final class Agreement {

  /**
   * Features of the encoder and the pyramid, and what single operators give: 2e-5 (1 + |value|).
   */
  static final Tolerance FEATURES = new Tolerance(2e-5, 2e-5, 0);

  /** Boxes, logits and pooled features, which depend on boxes of 512 pixels: 1e-4 (1 + |value|). */
  static final Tolerance BOXES = new Tolerance(1e-4, 1e-4, 0);

  /** Losses: 2e-6 of the value, exact where it is 0. */
  static final Tolerance LOSSES = new Tolerance(0, 2e-6, 0);

  /** Gradients: 2e-3 of the largest of the array; a ReLU near 0 or the kink of L1 may flip. */
  static final Tolerance GRADIENTS = new Tolerance(0, 0, 2e-3);

  private Agreement() {}
}
