package io.greenmim.pvt;

import io.greenmim.config.Checks;
import io.greenmim.config.EncoderChecks;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import java.util.List;

/**
 * Architecture of a Pyramid Vision Transformer v2 (Wang et al., 2022, arXiv 2106.13797, section 3
 * and table 1). No parameter depends on the size of images.
 *
 * @param imageSize size of the reference image, multiples of the total stride
 * @param patchSize stride p of the first embedding, whose kernel has 2 p - 1 pixels a side
 * @param inChannels number of image channels
 * @param dims channels of each stage
 * @param depths number of blocks of each stage
 * @param heads number of attention heads of each stage; each divides its stage's channels
 * @param mlpRatios hidden width of the feed-forward networks of each stage as a multiple of the
 *     channels
 * @param subSampling side of the squares of tokens that become one key, of each stage; 1 for tokens
 *     as they are; the linear form does not use it
 * @param linear whether keys are the means of 7 x 7 cells, however large the image is
 * @param dropPath largest probability of stochastic depth, in [0, 1); rises linearly with the depth
 * @param layerNormEps constant added to the variance in the normalisations of blocks and at the end
 *     of stages
 * @param embeddingNormEps the constant of the normalisations of embeddings
 * @param subSamplingNormEps the constant of the normalisations of keys
 */
public record PvtConfig(
    ImageSize imageSize,
    int patchSize,
    int inChannels,
    List<Integer> dims,
    List<Integer> depths,
    List<Integer> heads,
    List<Double> mlpRatios,
    List<Integer> subSampling,
    boolean linear,
    double dropPath,
    double layerNormEps,
    double embeddingNormEps,
    double subSamplingNormEps)
    implements EncoderConfig {

  /** Name of the family. */
  static final String FAMILY = "pvt_v2";

  /** Cells along a side from which the linear form makes its keys. */
  static final int POOL = 7;

  /** The published constant of the normalisations of blocks. */
  static final double BLOCK_EPS = 1e-6;

  /** The published constant of the normalisations of embeddings and keys. */
  static final double EMBEDDING_EPS = 1e-5;

  private static final int MOST_SIDE = 256;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public PvtConfig {
    dims = List.copyOf(dims);
    depths = List.copyOf(depths);
    heads = List.copyOf(heads);
    mlpRatios = List.copyOf(mlpRatios);
    subSampling = List.copyOf(subSampling);
    int stages = depths.size();
    EncoderChecks.depths(depths);
    EncoderChecks.images(imageSize, patchSize, inChannels, stages);
    EncoderChecks.perStage("dims", dims, stages, EncoderChecks.MOST_CHANNELS);
    EncoderChecks.heads(heads, stages, dims::get);
    EncoderChecks.perStage("mlpRatios", mlpRatios, stages);
    mlpRatios.forEach(ratio -> EncoderChecks.ratio("mlpRatios", ratio));
    EncoderChecks.perStage("subSampling", subSampling, stages, MOST_SIDE);
    EncoderChecks.dropPath(dropPath);
    Checks.positive("layerNormEps", layerNormEps);
    Checks.positive("embeddingNormEps", embeddingNormEps);
    Checks.positive("subSamplingNormEps", subSamplingNormEps);
  }

  @Override
  public String family() {
    return FAMILY;
  }

  @Override
  public String describe() {
    return "%s, image %s, patch %s, channels %s, depths %s, heads %s, mlp ratios %s, %s"
        .formatted(
            FAMILY,
            imageSize,
            patchSize,
            dims,
            depths,
            heads,
            mlpRatios,
            linear ? "linear" : "sub-sampling " + subSampling);
  }

  @Override
  public int stages() {
    return depths.size();
  }

  @Override
  public int channels(int stage) {
    return dims.get(stage);
  }

  @Override
  public int stride(int stage) {
    return patchSize << stage;
  }

  /** The hidden width of a stage's feed-forward networks, rounded down. */
  int hiddenDim(int stage) {
    return (int) (channels(stage) * mlpRatios.get(stage));
  }

  @Override
  public PvtConfig withImageSize(ImageSize size) {
    return copy(size, inChannels, dropPath, layerNormEps);
  }

  @Override
  public PvtConfig withInChannels(int channels) {
    return copy(imageSize, channels, dropPath, layerNormEps);
  }

  @Override
  public PvtConfig withDropPath(double rate) {
    return copy(imageSize, inChannels, rate, layerNormEps);
  }

  @Override
  public PvtConfig withLayerNormEps(double eps) {
    return copy(imageSize, inChannels, dropPath, eps);
  }

  private PvtConfig copy(ImageSize size, int channels, double rate, double eps) {
    return new PvtConfig(
        size,
        patchSize,
        channels,
        dims,
        depths,
        heads,
        mlpRatios,
        subSampling,
        linear,
        rate,
        eps,
        embeddingNormEps,
        subSamplingNormEps);
  }
}
