package io.greenmim.grouping;

/** Whether the windows of a dense grid are shifted by half a window. */
public enum WindowShift {
  /** Regular windows. */
  NONE,
  /** Shifted, but on an axis that fits into one window: as classifiers have it. */
  UNLESS_SINGLE,
  /**
   * Shifted, also where the grid is smaller than a window: as detectors have it, which see grids of
   * any size.
   */
  ALWAYS
}
