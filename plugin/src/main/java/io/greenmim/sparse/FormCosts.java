package io.greenmim.sparse;

import io.greenmim.ops.Precision;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the forms of a depth-wise convolution take, forward and backward.
 *
 * <p>The prices are nanoseconds of one core of an AMD EPYC with AVX-512, fitted to kernels 3 and 7,
 * batches of 1 to 16, 20 to 75 % visible sites and the channels of ConvNeXt, PVT and Twins
 * (docs/PERFORMANCE.md). A fixed model, and not times taken at the first use: the forms round
 * differently, so equal masks must have the same form on every machine and in every run for a run
 * to repeat its bits.
 */
final class FormCosts {

  /**
   * The share of the grid's cost that another form must not exceed to be chosen: the model is wrong
   * by that much now and then.
   */
  private static final double WORTH = 0.78;

  /**
   * Most numbers of the taps between sites that a batch brings along: of more of them, which large
   * batches would make worth their time, each batch that waits would fill the memory.
   */
  private static final double MOST_TAPS = 5e6;

  /**
   * Prices of a convolution.
   *
   * @param tap a tap at a value
   * @param tapSquared the same again for each tap of the kernel: large ones are slower
   * @param edge a tap of each tap at a plane: its edges
   * @param token a token that is copied
   * @param call everything else
   */
  private record Convolution(
      double tap, double tapSquared, double edge, double token, double call) {

    double cost(double values, double planes, double tokens, double taps) {
      return values * taps * (tap + tapSquared * taps)
          + planes * edge * taps * taps
          + tokens * token
          + call;
    }
  }

  /**
   * Prices of products with matrices that are made of a kernel.
   *
   * @param read a value that is copied
   * @param product a value times an output
   * @param token a token of the output
   * @param entry an entry of the matrices
   * @param entryTap an entry times a tap
   * @param call everything else
   */
  private record Matrices(
      double read, double product, double token, double entry, double entryTap, double call) {

    double cost(double values, double outputs, double tokens, double entries, double taps) {
      return values * (read + outputs * product)
          + tokens * token
          + entries * (entry + taps * entryTap)
          + call;
    }
  }

  /** Prices of all forms. */
  private record Prices(
      Convolution grid, Convolution blocks, Matrices blockMatrices, Matrices siteMatrices) {}

  private static final Prices FP32 =
      new Prices(
          new Convolution(0.239, 0.00086, 0.135, 1.2, 2.3e5),
          new Convolution(0.04, 0.00114, 0, 5, 2.2e5),
          new Matrices(2.5, 0.078, 4.1, 2, 0.039, 0),
          new Matrices(6.9, 0, 0, 2.7, 0.038, 1.1e5));

  private static final Prices BF16 =
      new Prices(
          new Convolution(0.137, 0.00435, 0.385, 1.9, 3.4e5),
          new Convolution(0, 0.00307, 0.027, 4.5, 3.4e5),
          new Matrices(2, 0.0315, 2.9, 0.52, 0.02, 3.3e5),
          new Matrices(7.1, 0.0043, 0, 0.75, 0.0107, 2.9e5));

  private FormCosts() {}

  /**
   * Returns the form of least cost; the grid in reference precision, and over all sites of a grid,
   * where it is the dense convolution.
   */
  static ConvolutionForm cheapest(
      Sites sites, int channels, int kernel, int images, Precision precision) {
    ConvolutionForm best = ConvolutionForm.GRID;
    if (precision == Precision.REFERENCE || sites.whole()) {
      return best;
    }
    Map<ConvolutionForm, Double> costs = of(sites, channels, kernel, images, precision);
    double least = WORTH * costs.get(best);
    for (Map.Entry<ConvolutionForm, Double> cost : costs.entrySet()) {
      if (cost.getKey() != ConvolutionForm.GRID && cost.getValue() < least) {
        best = cost.getKey();
        least = cost.getValue();
      }
    }
    return best;
  }

  /** Returns the cost of each form that is possible at the sites and fits the memory, in ns. */
  static Map<ConvolutionForm, Double> of(
      Sites sites, int channels, int kernel, int images, Precision precision) {
    Prices prices = precision == Precision.BF16 ? BF16 : FP32;
    Map<ConvolutionForm, Double> costs = new EnumMap<>(ConvolutionForm.class);
    double taps = (double) kernel * kernel;
    double planes = (double) images * channels;
    double values = planes * sites.height() * sites.width();
    double tokens = (double) sites.count() * sites.axis(images) * channels;
    costs.put(ConvolutionForm.GRID, prices.grid().cost(values, planes, tokens, taps));
    int side = sites.blockSide();
    if (side > 0) {
      double outputs = (double) side * side;
      double wide = (side + kernel - 1.0) * (side + kernel - 1.0);
      double blocks = tokens / outputs;
      double read = blocks * wide;
      double entries = channels * outputs * wide;
      costs.put(ConvolutionForm.BLOCKS, prices.blocks().cost(read, blocks, tokens, taps));
      costs.put(
          ConvolutionForm.BLOCK_MATRICES,
          prices.blockMatrices().cost(read, outputs, tokens, entries, taps));
    }
    double count = sites.count();
    if (sites.masks() == 1 && taps * count * count <= MOST_TAPS) {
      costs.put(
          ConvolutionForm.SITE_MATRICES,
          prices.siteMatrices().cost(tokens, count, tokens, count * count * channels, taps));
    }
    return costs;
  }
}
