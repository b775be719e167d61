package io.greenmim.image;

import java.util.Arrays;

/**
 * The inner loops of a resize of 8 bits: weighted sums of arrays of samples, rounded and clipped to
 * samples again.
 *
 * <p>Each loop runs over whole {@code int} arrays, one a tap, without a branch and without {@link
 * Math#min}, which the JIT compiler leaves scalar: so it makes vector code of them. Four taps a
 * sweep spare loads and stores of the sums; a sweep of six stays scalar (measured with JDK 17).
 *
 * <p>An instance is one thread's scratch memory.
 */
final class WeightedSums {

  /** Taps of a full sweep. */
  private static final int SWEEP = 4;

  private static final int SIGN = Integer.SIZE - 1;
  private static final int MOST = 255;

  private int[][] inputs = new int[SWEEP][];
  private int[] weights = new int[SWEEP];

  /**
   * Makes the samples of an output position.
   *
   * @param taps the taps of all positions
   * @param position the output position
   * @param ring samples of input positions, 0 to 255
   * @param out where the samples are written, 0 to 255
   * @param length how many
   */
  void samples(ResampleTaps taps, int position, SampleRing ring, int[] out, int length) {
    int count = gather(taps, position, ring);
    if (count == SWEEP) {
      only(out, length);
      return;
    }
    first(out, length);
    int t = SWEEP;
    for (; t + SWEEP < count; t += SWEEP) {
      add(out, length, t);
    }
    if (t + SWEEP == count) {
      lastFour(out, length, t);
    } else {
      lastTwo(out, length, t);
    }
  }

  /** Collects an even number of taps, a sweep at least: those that are added weigh nothing. */
  private int gather(ResampleTaps taps, int position, SampleRing ring) {
    int count = taps.count[position];
    int even = Math.max(SWEEP, (count + 1) & ~1);
    if (weights.length < even) {
      inputs = new int[even][];
      weights = new int[even];
    }
    int from = taps.first[position];
    for (int t = 0; t < count; t++) {
      inputs[t] = ring.at(from + t);
      weights[t] = taps.weights[position * taps.stride + t];
    }
    Arrays.fill(inputs, count, even, ring.at(from));
    Arrays.fill(weights, count, even, 0);
    return even;
  }

  private void only(int[] out, int length) {
    int[] a = inputs[0];
    int[] b = inputs[1];
    int[] c = inputs[2];
    int[] d = inputs[3];
    int wa = weights[0];
    int wb = weights[1];
    int wc = weights[2];
    int wd = weights[3];
    for (int i = 0; i < length; i++) {
      out[i] = clip(ResampleTaps.HALF + wa * a[i] + wb * b[i] + wc * c[i] + wd * d[i]);
    }
  }

  private void first(int[] out, int length) {
    int[] a = inputs[0];
    int[] b = inputs[1];
    int[] c = inputs[2];
    int[] d = inputs[3];
    int wa = weights[0];
    int wb = weights[1];
    int wc = weights[2];
    int wd = weights[3];
    for (int i = 0; i < length; i++) {
      out[i] = ResampleTaps.HALF + wa * a[i] + wb * b[i] + wc * c[i] + wd * d[i];
    }
  }

  private void add(int[] out, int length, int t) {
    int[] a = inputs[t];
    int[] b = inputs[t + 1];
    int[] c = inputs[t + 2];
    int[] d = inputs[t + 3];
    int wa = weights[t];
    int wb = weights[t + 1];
    int wc = weights[t + 2];
    int wd = weights[t + 3];
    for (int i = 0; i < length; i++) {
      out[i] += wa * a[i] + wb * b[i] + wc * c[i] + wd * d[i];
    }
  }

  private void lastFour(int[] out, int length, int t) {
    int[] a = inputs[t];
    int[] b = inputs[t + 1];
    int[] c = inputs[t + 2];
    int[] d = inputs[t + 3];
    int wa = weights[t];
    int wb = weights[t + 1];
    int wc = weights[t + 2];
    int wd = weights[t + 3];
    for (int i = 0; i < length; i++) {
      out[i] = clip(out[i] + wa * a[i] + wb * b[i] + wc * c[i] + wd * d[i]);
    }
  }

  private void lastTwo(int[] out, int length, int t) {
    int[] a = inputs[t];
    int[] b = inputs[t + 1];
    int wa = weights[t];
    int wb = weights[t + 1];
    for (int i = 0; i < length; i++) {
      out[i] = clip(out[i] + wa * a[i] + wb * b[i]);
    }
  }

  /** Turns a fixed-point sum into a sample: its whole part, not below 0 nor above 255. */
  private static int clip(int sum) {
    int whole = sum >> ResampleTaps.FRACTION_BITS;
    int positive = whole & ~(whole >> SIGN);
    return (positive | ((MOST - positive) >> SIGN)) & MOST;
  }
}
