package io.greenmim.detect.mask;

import java.util.Arrays;

/** Runs of a mask while they are found: neighbours of one kind become one run. */
final class RunList {

  private int[] counts = new int[32];
  private int last;

  /** Adds pixels, outside or inside, after those that are already there. */
  void append(boolean inside, int pixels) {
    if (pixels == 0) {
      return;
    }
    if (inside != (last % 2 == 1)) {
      last++;
      if (last == counts.length) {
        counts = Arrays.copyOf(counts, 2 * last);
      }
    }
    counts[last] += pixels;
  }

  RunLengthMask toMask(int height, int width) {
    return RunLengthMask.owning(height, width, Arrays.copyOf(counts, last + 1));
  }
}
