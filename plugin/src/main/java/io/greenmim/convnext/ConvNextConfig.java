package io.greenmim.convnext;

import io.greenmim.config.Checks;
import io.greenmim.config.EncoderChecks;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ResponseNorm;
import java.util.List;

/**
 * Architecture of a ConvNeXt V2 (Woo et al., 2023, arXiv 2301.00808, section 3).
 *
 * <p>No parameter depends on the reference image size; the encoder accepts other sizes.
 *
 * @param imageSize size of the reference image, multiples of the total stride
 * @param patchSize side of an embedded patch in pixels
 * @param inChannels number of image channels
 * @param dims channels of each stage
 * @param depths number of blocks of each stage
 * @param kernel side of the depth-wise kernels, odd
 * @param mlpRatio hidden width of a block's perceptron as a multiple of the channels
 * @param dropPath largest probability of stochastic depth, in [0, 1); rises linearly with the depth
 * @param layerNormEps constant added to the variance in every layer normalisation
 * @param responseNormEps constant added to the mean norm in every response normalisation
 * @param responseNorm what responses are normalised over where patches are hidden; null for {@link
 *     ResponseNorm#IMAGE}
 */
public record ConvNextConfig(
    ImageSize imageSize,
    int patchSize,
    int inChannels,
    List<Integer> dims,
    List<Integer> depths,
    int kernel,
    double mlpRatio,
    double dropPath,
    double layerNormEps,
    double responseNormEps,
    ResponseNorm responseNorm)
    implements EncoderConfig {

  /** Name of the family. */
  static final String FAMILY = "convnext_v2";

  /** The constant of both normalisations, as published. */
  static final double EPS = 1e-6;

  private static final int MOST_KERNEL = 63;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public ConvNextConfig {
    dims = List.copyOf(dims);
    depths = List.copyOf(depths);
    EncoderChecks.depths(depths);
    EncoderChecks.images(imageSize, patchSize, inChannels, depths.size());
    EncoderChecks.perStage("dims", dims, depths.size(), EncoderChecks.MOST_CHANNELS);
    Checks.that(
        kernel > 0 && kernel % 2 == 1, "kernel: expected a positive odd side, got %d", kernel);
    Checks.atMost("kernel", kernel, MOST_KERNEL);
    EncoderChecks.ratio("mlpRatio", mlpRatio);
    EncoderChecks.dropPath(dropPath);
    Checks.positive("layerNormEps", layerNormEps);
    Checks.positive("responseNormEps", responseNormEps);
    responseNorm = responseNorm == null ? ResponseNorm.IMAGE : responseNorm;
  }

  @Override
  public String family() {
    return FAMILY;
  }

  @Override
  public String describe() {
    return "%s, image %s, patch %s, channels %s, depths %s, kernel %s, mlp ratio %s"
        .formatted(FAMILY, imageSize, patchSize, dims, depths, kernel, mlpRatio);
  }

  @Override
  public int stages() {
    return dims.size();
  }

  @Override
  public int channels(int stage) {
    return dims.get(stage);
  }

  @Override
  public int stride(int stage) {
    return patchSize << stage;
  }

  @Override
  public boolean convolutional() {
    return true;
  }

  /**
   * Returns the hidden width of a stage's perceptrons.
   *
   * @param stage index of the stage, from 0
   * @return channels x mlpRatio, rounded down
   */
  int hiddenDim(int stage) {
    return (int) (channels(stage) * mlpRatio);
  }

  @Override
  public ConvNextConfig withImageSize(ImageSize size) {
    return copy(size, inChannels, dropPath, layerNormEps, responseNorm);
  }

  @Override
  public ConvNextConfig withInChannels(int channels) {
    return copy(imageSize, channels, dropPath, layerNormEps, responseNorm);
  }

  @Override
  public ConvNextConfig withDropPath(double rate) {
    return copy(imageSize, inChannels, rate, layerNormEps, responseNorm);
  }

  @Override
  public ConvNextConfig withLayerNormEps(double eps) {
    return copy(imageSize, inChannels, dropPath, eps, responseNorm);
  }

  @Override
  public ConvNextConfig withResponseNorm(ResponseNorm over) {
    return copy(imageSize, inChannels, dropPath, layerNormEps, over);
  }

  private ConvNextConfig copy(
      ImageSize size, int channels, double rate, double eps, ResponseNorm over) {
    return new ConvNextConfig(
        size,
        patchSize,
        channels,
        dims,
        depths,
        kernel,
        mlpRatio,
        rate,
        eps,
        responseNormEps,
        over);
  }
}
