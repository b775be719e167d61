package io.greenmim.config;

/**
 * How windows are shifted on a grid that they do not divide, and that is therefore filled up with
 * tokens of zeros at the right and the bottom. Where windows divide the grid, both are the same.
 */
public enum WindowOrder implements Unwritten {
  /** The grid is filled up, then shifted: as detectors have it. */
  PAD_THEN_SHIFT,
  /** The grid is shifted, then filled up: as timm has it. */
  SHIFT_THEN_PAD;

  @Override
  public boolean unwritten() {
    return this == PAD_THEN_SHIFT;
  }
}
