package io.greenmim.convnext;

import io.greenmim.config.Checks;
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

  // Far beyond every published model; a file that says more would only exhaust the memory.
  private static final int MOST_PATCH = 256;
  private static final int MOST_CHANNELS = 1 << 16;
  private static final int MOST_KERNEL = 63;
  private static final int MOST_IMAGE = 1 << 13;
  private static final int MOST_STAGES = 8;
  private static final int MOST_BLOCKS = 1000;
  private static final int MOST_RATIO = 64;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public ConvNextConfig {
    dims = List.copyOf(dims);
    depths = List.copyOf(depths);
    Checks.positive("patchSize", patchSize);
    Checks.atMost("patchSize", patchSize, MOST_PATCH);
    Checks.positive("inChannels", inChannels);
    Checks.atMost("inChannels", inChannels, MOST_CHANNELS);
    Checks.atMost("imageSize", imageSize.longer(), MOST_IMAGE);
    Checks.atMost("number of stages", dims.size(), MOST_STAGES);
    Checks.that(!dims.isEmpty(), "dims: expected at least one stage, got none");
    Checks.that(
        depths.size() == dims.size(),
        "depths: expected one entry for each of the %d stages, got %s",
        dims.size(),
        depths);
    for (int i = 0; i < dims.size(); i++) {
      Checks.positive("dims", dims.get(i));
      Checks.atMost("dims", dims.get(i), MOST_CHANNELS);
      Checks.positive("depths", depths.get(i));
      Checks.atMost("depths", depths.get(i), MOST_BLOCKS);
    }
    Checks.that(
        kernel > 0 && kernel % 2 == 1, "kernel: expected a positive odd side, got %d", kernel);
    Checks.atMost("kernel", kernel, MOST_KERNEL);
    Checks.that(mlpRatio > 0, "mlpRatio: expected a positive number, got %s", mlpRatio);
    Checks.that(
        mlpRatio <= MOST_RATIO, "mlpRatio: expected at most %d, got %s", MOST_RATIO, mlpRatio);
    Checks.that(
        dropPath >= 0 && dropPath < 1, "dropPath: expected a number in [0, 1), got %s", dropPath);
    Checks.that(layerNormEps > 0, "layerNormEps: expected a positive number, got %s", layerNormEps);
    Checks.that(
        responseNormEps > 0,
        "responseNormEps: expected a positive number, got %s",
        responseNormEps);
    int stride = patchSize << (dims.size() - 1);
    Checks.that(
        imageSize.isMultipleOf(stride),
        "imageSize: expected a positive multiple of the total stride %d, got %s",
        stride,
        imageSize);
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
    return new ConvNextConfig(
        size,
        patchSize,
        inChannels,
        dims,
        depths,
        kernel,
        mlpRatio,
        dropPath,
        layerNormEps,
        responseNormEps,
        responseNorm);
  }

  @Override
  public ConvNextConfig withInChannels(int channels) {
    return new ConvNextConfig(
        imageSize,
        patchSize,
        channels,
        dims,
        depths,
        kernel,
        mlpRatio,
        dropPath,
        layerNormEps,
        responseNormEps,
        responseNorm);
  }

  @Override
  public ConvNextConfig withDropPath(double rate) {
    return new ConvNextConfig(
        imageSize,
        patchSize,
        inChannels,
        dims,
        depths,
        kernel,
        mlpRatio,
        rate,
        layerNormEps,
        responseNormEps,
        responseNorm);
  }

  @Override
  public ConvNextConfig withLayerNormEps(double eps) {
    return new ConvNextConfig(
        imageSize,
        patchSize,
        inChannels,
        dims,
        depths,
        kernel,
        mlpRatio,
        dropPath,
        eps,
        responseNormEps,
        responseNorm);
  }

  @Override
  public ConvNextConfig withResponseNorm(ResponseNorm over) {
    return new ConvNextConfig(
        imageSize,
        patchSize,
        inChannels,
        dims,
        depths,
        kernel,
        mlpRatio,
        dropPath,
        layerNormEps,
        responseNormEps,
        over);
  }
}
