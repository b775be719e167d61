package io.greenmim.detect.ops;

import java.util.Arrays;

/**
 * Which rows, or columns, of a map the bins of one region read, and with which weights: bilinear
 * samples along one axis (He et al., 2017, arXiv 1703.06870, section 3), samples that read the same
 * row merged.
 *
 * <p>The average over a bin is the product of the averages along both axes, so one axis at a time
 * is enough. Made once and filled again for each region; not for several threads.
 */
final class AxisTaps {

  private final int bins;
  private final int[] begins;
  private int[] cells = new int[64];
  private float[] weights = new float[64];
  private int size;

  AxisTaps(int bins) {
    this.bins = bins;
    begins = new int[bins + 1];
  }

  /**
   * Finds the taps of a region.
   *
   * @param start where the region begins, in cells
   * @param length its length in cells
   * @param ratio samples of a bin, or 0 for one per begun cell
   * @param side cells of the map along the axis
   */
  void fill(float start, float length, int ratio, int side) {
    float bin = length / bins;
    int samples = ratio > 0 ? ratio : (int) Math.ceil(length / bins);
    size = 0;
    for (int b = 0; b < bins; b++) {
      begins[b] = size;
      for (int s = 0; s < samples; s++) {
        sample(b, start + b * bin + (s + 0.5f) * bin / samples, side, 1f / samples);
      }
    }
    begins[bins] = size;
  }

  /** A sample far outside reads nothing; one just outside reads the border. */
  private void sample(int bin, float at, int side, float weight) {
    if (!(at >= -1 && at <= side)) {
      return;
    }
    float inside = Math.max(at, 0);
    int low = (int) inside;
    if (low >= side - 1) {
      add(bin, side - 1, weight);
      return;
    }
    float share = inside - low;
    add(bin, low, (1 - share) * weight);
    add(bin, low + 1, share * weight);
  }

  /** Samples of a bin come in order, so a cell that was read before is among the last two. */
  private void add(int bin, int cell, float weight) {
    for (int i = size - 1; i >= Math.max(begins[bin], size - 2); i--) {
      if (cells[i] == cell) {
        weights[i] += weight;
        return;
      }
    }
    if (size == cells.length) {
      cells = Arrays.copyOf(cells, 2 * size);
      weights = Arrays.copyOf(weights, 2 * size);
    }
    cells[size] = cell;
    weights[size++] = weight;
  }

  /** Index of the first tap of a bin; one bin beyond the last, the number of taps. */
  int begin(int bin) {
    return begins[bin];
  }

  /** Taps of a bin. */
  int count(int bin) {
    return begins[bin + 1] - begins[bin];
  }

  /** Row, or column, of a tap. */
  int cell(int tap) {
    return cells[tap];
  }

  /** Weight of a tap. */
  float weight(int tap) {
    return weights[tap];
  }
}
