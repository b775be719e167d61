package io.greenmim.detect.mask;

import io.greenmim.config.Checks;

/**
 * One axis of a region that is sampled into bins as aligned RoIAlign does it: where the samples
 * lie, in float32 as the reference computes them, and what weight each pixel has in each bin.
 *
 * <p>A sample beyond the image by more than a pixel counts nothing; within that, it is moved to the
 * border.
 */
final class RegionAxis {

  private final int bins;
  private final int grid;
  private final int pixels;

  /**
   * Lower of the two pixels of each sample, (bins x grid), or -1 for a sample that counts nothing.
   */
  private final int[] low;

  /** Weight of the upper of the two. */
  private final float[] fraction;

  /** First pixel of each bin, and the one after the last; both rise from bin to bin. */
  private final int[] first;

  private final int[] end;

  /** Sums of the weights of the pixels of a bin before each of its pixels. */
  private final double[][] before;

  RegionAxis(float from, float to, int bins, int pixels) {
    Checks.that(
        Math.abs(from) <= PolygonRaster.FARTHEST && Math.abs(to) <= PolygonRaster.FARTHEST,
        "region: expected corners within %.0f pixels, got %s and %s",
        PolygonRaster.FARTHEST,
        from,
        to);
    this.bins = bins;
    this.pixels = pixels;
    float start = from - .5f;
    float bin = (to - .5f - start) / bins;
    grid = Math.max(0, (int) Math.ceil(bin));
    low = new int[bins * grid];
    fraction = new float[bins * grid];
    first = new int[bins];
    end = new int[bins];
    before = new double[bins][];
    for (int i = 0; i < bins; i++) {
      for (int k = 0; k < grid; k++) {
        sample(i * grid + k, start + i * bin + (k + .5f) * bin / grid);
      }
      sumWeights(i);
    }
  }

  private void sample(int sample, float position) {
    if (position < -1 || position > pixels) {
      low[sample] = -1;
      return;
    }
    float inside = Math.max(0, position);
    int pixel = (int) inside;
    if (pixel >= pixels - 1) {
      low[sample] = pixels - 1;
    } else {
      low[sample] = pixel;
      fraction[sample] = inside - pixel;
    }
  }

  private void sumWeights(int bin) {
    int least = pixels;
    int most = -1;
    for (int s = bin * grid; s < (bin + 1) * grid; s++) {
      if (low[s] >= 0) {
        least = Math.min(least, low[s]);
        most = Math.max(most, high(s));
      }
    }
    if (most < 0) {
      // Nothing counts. The places keep the order of the bins.
      first[bin] = bin == 0 ? 0 : first[bin - 1];
      end[bin] = first[bin];
      before[bin] = new double[1];
      return;
    }
    double[] sums = new double[most - least + 2];
    for (int s = bin * grid; s < (bin + 1) * grid; s++) {
      if (low[s] >= 0) {
        sums[low[s] - least + 1] += 1 - fraction[s];
        sums[high(s) - least + 1] += fraction[s];
      }
    }
    for (int i = 1; i < sums.length; i++) {
      sums[i] = sums[i - 1] + sums[i] / grid;
    }
    first[bin] = least;
    end[bin] = most + 1;
    before[bin] = sums;
  }

  /** Returns the upper pixel of a sample that counts. */
  int high(int sample) {
    return Math.min(low[sample] + 1, pixels - 1);
  }

  /** Returns the lower pixel of a sample, or -1 if it counts nothing. */
  int low(int sample) {
    return low[sample];
  }

  float fraction(int sample) {
    return fraction[sample];
  }

  /** Returns the samples of a bin: index of the first is the bin times this. */
  int grid() {
    return grid;
  }

  /** Returns the first pixel that a bin sees. */
  int first(int bin) {
    return first[bin];
  }

  /** Returns the pixel after the last that a bin sees; not above the first if it sees none. */
  int end(int bin) {
    return end[bin];
  }

  /** Returns the first pixel that any bin sees. */
  int firstPixel() {
    int least = pixels;
    for (int i = 0; i < bins; i++) {
      least = end[i] > first[i] ? Math.min(least, first[i]) : least;
    }
    return least;
  }

  /** Returns the pixel after the last that any bin sees; 0 if none sees any. */
  int endPixel() {
    int most = 0;
    for (int i = 0; i < bins; i++) {
      most = end[i] > first[i] ? Math.max(most, end[i]) : most;
    }
    return most;
  }

  /** Returns the weight that pixels have together in a bin. */
  double weight(int bin, int fromPixel, int toPixel) {
    int from = Math.max(fromPixel, first[bin]);
    int to = Math.min(toPixel, end[bin]);
    return from >= to ? 0 : before[bin][to - first[bin]] - before[bin][from - first[bin]];
  }
}
