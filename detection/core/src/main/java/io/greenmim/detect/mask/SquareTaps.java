package io.greenmim.detect.mask;

import io.greenmim.config.Checks;

/**
 * One axis of a square that is stretched over a box: the two places of the square between which
 * each pixel of the image lies, with a place of zeros before and behind the square.
 */
final class SquareTaps {

  private final int base;
  private final int first;
  private final int end;
  private final int[] low;
  private final float[] fraction;

  SquareTaps(float from, float to, int side, int pixels) {
    Checks.that(
        Float.isFinite(from) && Float.isFinite(to),
        "box of a mask: expected finite corners, got %s and %s",
        from,
        to);
    float length = to - from;
    int least = Math.max(0, (int) Math.floor(from - length / side) - 1);
    int most = Math.min(pixels, (int) Math.ceil(to + length / side) + 1);
    int span = length > 0 ? Math.max(0, most - least) : 0;
    low = new int[span];
    fraction = new float[span];
    int reachedFirst = span;
    int reachedEnd = 0;
    for (int i = 0; i < span; i++) {
      float place = place(least + i, from, length, side);
      if (place > 0 && place < side + 1) {
        low[i] = (int) place;
        fraction[i] = place - low[i];
        reachedFirst = Math.min(reachedFirst, i);
        reachedEnd = i + 1;
      }
    }
    base = least;
    first = least + reachedFirst;
    end = least + reachedEnd;
  }

  /** Place of a pixel's middle, where 0 is the zeros before the square and 1 its first place. */
  private static float place(int pixel, float from, float length, int side) {
    float relative = (pixel + .5f - from) / length * 2 - 1;
    return ((relative + 1) * side - 1) / 2 + 1;
  }

  /** Returns the first pixel that the square reaches. */
  int first() {
    return first;
  }

  /** Returns the pixel after the last; not above the first if none is reached. */
  int end() {
    return end;
  }

  /** Returns the lower place of a pixel. */
  int low(int pixel) {
    return low[pixel - base];
  }

  /** Returns the weight of the upper place. */
  float fraction(int pixel) {
    return fraction[pixel - base];
  }

  /** Mixes the two places of a pixel in a line of the square with its zeros. */
  float mix(int pixel, float[] line) {
    int place = low[pixel - base];
    float upper = fraction[pixel - base];
    return line[place] * (1 - upper) + line[place + 1] * upper;
  }
}
