package io.greenmim.sparse;

import java.util.EnumMap;
import java.util.Map;

/**
 * What the forms of a depth-wise convolution take, forward and backward, of {@value #BATCH} images.
 *
 * <p>The constants are nanoseconds on one core of an AMD EPYC with AVX-512, float32, fitted to
 * kernels 3 and 7 at the four resolutions of ConvNeXt (docs/PERFORMANCE.md). A fixed model, and not
 * times taken at the first use: equal masks have the same form on every machine and in every run,
 * so that a run repeats its bits.
 */
final class FormCosts {

  /** The matrices of {@link ConvolutionForm#SITE_MATRICES} cost the same for any batch. */
  private static final int BATCH = 16;

  /** A tap of a dense convolution at a site of the grid. */
  private static final double GRID_TAP = 0.34;

  /** A tap of a convolution at a site of a block with its border, and an output of it. */
  private static final double BLOCK_TAP = 0.115;

  private static final double BLOCK_OUTPUT = 4.5;

  /** A site of a block with its border, copied, and a product of matrices. */
  private static final double COPY = 5;

  private static final double PRODUCT = 0.09;

  /** A token of the matrices between sites; an entry of them, and what it takes for each tap. */
  private static final double TOKEN = 10;

  private static final double ENTRY = 2;
  private static final double ENTRY_TAP = 0.04;

  /** Three products of matrices of a channel begin. */
  private static final double CHANNEL = 4000;

  private FormCosts() {}

  /** Returns the form of least cost; over all sites of a grid the dense convolution as it is. */
  static ConvolutionForm cheapest(Sites sites, int channels, int kernel) {
    ConvolutionForm best = ConvolutionForm.GRID;
    Map<ConvolutionForm, Double> costs = of(sites, channels, kernel);
    for (Map.Entry<ConvolutionForm, Double> cost : costs.entrySet()) {
      best = cost.getValue() < costs.get(best) ? cost.getKey() : best;
    }
    return best;
  }

  /** Returns the cost of each form that is possible at the sites, in nanoseconds. */
  static Map<ConvolutionForm, Double> of(Sites sites, int channels, int kernel) {
    Map<ConvolutionForm, Double> costs = new EnumMap<>(ConvolutionForm.class);
    double area = (double) sites.height() * sites.width();
    double tokens = (double) sites.count() * sites.axis(sites.masks()) / sites.masks();
    double taps = (double) kernel * kernel;
    double values = (double) BATCH * channels;
    costs.put(ConvolutionForm.GRID, area * values * taps * GRID_TAP);
    if (tokens == area) {
      return costs;
    }
    int side = sites.blockSide();
    if (side > 0) {
      double wide = (side + kernel - 1.0) * (side + kernel - 1.0);
      double read = tokens / (side * side) * wide * values;
      costs.put(ConvolutionForm.BLOCKS, read * taps * BLOCK_TAP + tokens * values * BLOCK_OUTPUT);
      costs.put(ConvolutionForm.BLOCK_MATRICES, read * (COPY + side * side * PRODUCT));
    }
    if (sites.masks() == 1) {
      double entries = tokens * tokens * channels;
      costs.put(
          ConvolutionForm.SITE_MATRICES,
          tokens * values * TOKEN + entries * (ENTRY + taps * ENTRY_TAP) + channels * CHANNEL);
    }
    return costs;
  }
}
