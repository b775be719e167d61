package io.greenmim.twins;

import io.greenmim.config.Checks;
import io.greenmim.config.EncoderChecks;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import java.util.List;

/**
 * Architecture of a Twins-SVT (Chu et al., 2021, arXiv 2104.13840, section 3.2).
 *
 * <p>No parameter depends on the reference image size: the encoder accepts any.
 *
 * @param imageSize size of the reference image; sides are positive multiples of the total stride
 * @param patchSize side of an embedded patch in pixels
 * @param inChannels number of image channels
 * @param dims channels of each stage
 * @param depths number of blocks of each stage
 * @param heads number of attention heads of each stage; each divides its stage's channels
 * @param windows side of a stage's attention windows in tokens
 * @param subSampling side of the square of tokens that each key of a stage's global attention is
 *     made of; 1 for keys that are the tokens themselves
 * @param mlpRatio hidden width of the feed-forward network as a multiple of the channels
 * @param positionResidual whether the convolution that encodes positions is added to its input, as
 *     the original has it, or stands in its place, as in GreenMIM
 * @param dropPath largest probability of stochastic depth, in [0, 1); rises linearly with the depth
 * @param layerNormEps constant added to the variance in the blocks and behind the last one
 * @param embeddingNormEps the same behind the embeddings of the stages
 * @param subSamplingNormEps the same behind the sub-sampling of keys
 */
public record TwinsConfig(
    ImageSize imageSize,
    int patchSize,
    int inChannels,
    List<Integer> dims,
    List<Integer> depths,
    List<Integer> heads,
    List<Integer> windows,
    List<Integer> subSampling,
    double mlpRatio,
    boolean positionResidual,
    double dropPath,
    double layerNormEps,
    double embeddingNormEps,
    double subSamplingNormEps)
    implements EncoderConfig {

  /** Name of the family. */
  static final String FAMILY = "twins";

  /** Constant of the original's blocks and last normalisation, and of all of GreenMIM's. */
  static final double BLOCK_EPS = 1e-6;

  /** Constant of the original behind embeddings and sub-sampling. */
  static final double EMBEDDING_EPS = 1e-5;

  private static final int MOST_SIDE = 64;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public TwinsConfig {
    dims = List.copyOf(dims);
    depths = List.copyOf(depths);
    heads = List.copyOf(heads);
    windows = List.copyOf(windows);
    subSampling = List.copyOf(subSampling);
    int stages = depths.size();
    EncoderChecks.depths(depths);
    EncoderChecks.images(imageSize, patchSize, inChannels, stages);
    EncoderChecks.perStage("dims", dims, stages, EncoderChecks.MOST_CHANNELS);
    EncoderChecks.heads(heads, stages, dims::get);
    EncoderChecks.perStage("windows", windows, stages, MOST_SIDE);
    EncoderChecks.perStage("subSampling", subSampling, stages, MOST_SIDE);
    EncoderChecks.ratio("mlpRatio", mlpRatio);
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
    return "%s, image %s, patch %s, channels %s, depths %s, heads %s, windows %s, reductions %s, %s"
        .formatted(
            FAMILY,
            imageSize,
            patchSize,
            dims,
            depths,
            heads,
            windows,
            subSampling,
            positionResidual ? "positions added" : "positions in place");
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

  /** Hidden width of a stage's feed-forward network. */
  int hiddenDim(int stage) {
    return (int) (dims.get(stage) * mlpRatio);
  }

  /** Whether a block attends to keys of the whole map: every second one does. */
  static boolean isGlobal(int block) {
    return block % 2 == 1;
  }

  /** Side of the square of tokens that a stage's keys are made of, if it has such blocks. */
  int reduction(int stage) {
    return depths.get(stage) > 1 ? subSampling.get(stage) : 1;
  }

  @Override
  public TwinsConfig withImageSize(ImageSize size) {
    return copy(size, inChannels, dropPath, layerNormEps, positionResidual);
  }

  @Override
  public TwinsConfig withInChannels(int channels) {
    return copy(imageSize, channels, dropPath, layerNormEps, positionResidual);
  }

  @Override
  public TwinsConfig withDropPath(double rate) {
    return copy(imageSize, inChannels, rate, layerNormEps, positionResidual);
  }

  @Override
  public TwinsConfig withLayerNormEps(double eps) {
    return copy(imageSize, inChannels, dropPath, eps, positionResidual);
  }

  /** The same with positions added to their input, or in place of it. */
  TwinsConfig withPositionResidual(boolean residual) {
    return copy(imageSize, inChannels, dropPath, layerNormEps, residual);
  }

  /** The same as GreenMIM has it: positions in place of their input, and one constant. */
  TwinsConfig asGreenMim() {
    return new TwinsConfig(
        imageSize,
        patchSize,
        inChannels,
        dims,
        depths,
        heads,
        windows,
        subSampling,
        mlpRatio,
        false,
        dropPath,
        BLOCK_EPS,
        BLOCK_EPS,
        BLOCK_EPS);
  }

  private TwinsConfig copy(
      ImageSize size, int channels, double rate, double eps, boolean residual) {
    return new TwinsConfig(
        size,
        patchSize,
        channels,
        dims,
        depths,
        heads,
        windows,
        subSampling,
        mlpRatio,
        residual,
        rate,
        eps,
        embeddingNormEps,
        subSamplingNormEps);
  }
}
