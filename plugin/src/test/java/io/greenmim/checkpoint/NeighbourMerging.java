package io.greenmim.checkpoint;

import io.greenmim.layout.MergeOrder;

/**
 * Patch merging as other projects compute it, by loops: neighbours are laid out in their order,
 * normalised, and multiplied by their matrix.
 *
 * @param order how the neighbours are laid out
 * @param channels channels of a token
 * @param cols tokens in a row
 */
record NeighbourMerging(MergeOrder order, int channels, int cols) {

  /** Merges a grid (rows, cols, channels). */
  float[] merge(float[] x, float[] weight, float[] bias, float[] reduction) {
    int rows = x.length / channels / cols;
    int width = 4 * channels;
    float[] merged = new float[rows / 2 * (cols / 2) * 2 * channels];
    int at = 0;
    for (int row = 0; row < rows; row += 2) {
      for (int col = 0; col < cols; col += 2) {
        double[] normed = normalise(neighbours(x, row, col), weight, bias);
        for (int out = 0; out < 2 * channels; out++) {
          double sum = 0;
          for (int i = 0; i < width; i++) {
            sum += reduction[out * width + i] * normed[i];
          }
          merged[at++] = (float) sum;
        }
      }
    }
    return merged;
  }

  private double[] neighbours(float[] x, int row, int col) {
    double[] all = new double[4 * channels];
    int at = 0;
    if (order == MergeOrder.UNFOLD) {
      // A sliding window of 2 x 2 lists, for each channel, its rows, and in them its columns.
      for (int channel = 0; channel < channels; channel++) {
        for (int dy = 0; dy < 2; dy++) {
          for (int dx = 0; dx < 2; dx++) {
            all[at++] = x[((row + dy) * cols + col + dx) * channels + channel];
          }
        }
      }
      return all;
    }
    for (int outer = 0; outer < 2; outer++) {
      for (int inner = 0; inner < 2; inner++) {
        int dy = order == MergeOrder.ROW ? outer : inner;
        int dx = order == MergeOrder.ROW ? inner : outer;
        for (int channel = 0; channel < channels; channel++) {
          all[at++] = x[((row + dy) * cols + col + dx) * channels + channel];
        }
      }
    }
    return all;
  }

  private static double[] normalise(double[] values, float[] weight, float[] bias) {
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double variance = 0;
    for (double value : values) {
      variance += (value - mean) * (value - mean) / values.length;
    }
    double[] normed = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      normed[i] = (values[i] - mean) / Math.sqrt(variance + 1e-5) * weight[i] + bias[i];
    }
    return normed;
  }
}
