package io.greenmim.cli.measure;

import java.util.Locale;

/** What {@code greenmim bench detect} measures, each in a virtual machine of its own. */
enum BenchPart {
  /** Pooling of regions, forward and backward. */
  ROI_ALIGN,
  /** Non-maximum suppression. */
  SUPPRESSION,
  /** From pixels to objects with masks. */
  INFERENCE,
  /** A training run: memory and time of its steps. */
  TRAINING;

  /** Returns the name as users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
