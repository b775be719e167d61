package io.greenmim.twins;

import io.greenmim.config.Checks;
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

  // Far beyond every published model; a file that says more would only exhaust the memory.
  private static final int MOST_PATCH = 256;
  private static final int MOST_CHANNELS = 1 << 16;
  private static final int MOST_SIDE = 64;
  private static final int MOST_IMAGE = 1 << 13;
  private static final int MOST_STAGES = 8;
  private static final int MOST_BLOCKS = 1000;
  private static final int MOST_RATIO = 64;

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
    Checks.that(!dims.isEmpty(), "dims: expected at least one stage, got none");
    Checks.atMost("number of stages", dims.size(), MOST_STAGES);
    checkAll("dims", dims, MOST_CHANNELS, dims.size());
    checkAll("depths", depths, MOST_BLOCKS, dims.size());
    checkAll("heads", heads, MOST_CHANNELS, dims.size());
    checkAll("windows", windows, MOST_SIDE, dims.size());
    checkAll("subSampling", subSampling, MOST_SIDE, dims.size());
    for (int i = 0; i < dims.size(); i++) {
      Checks.that(
          dims.get(i) % heads.get(i) == 0,
          "heads: expected a divisor of the %d channels of stage %d, got %d",
          dims.get(i),
          i,
          heads.get(i));
    }
    Checks.positive("patchSize", patchSize);
    Checks.positive("inChannels", inChannels);
    Checks.atMost("patchSize", patchSize, MOST_PATCH);
    Checks.atMost("inChannels", inChannels, MOST_CHANNELS);
    Checks.that(
        mlpRatio > 0 && mlpRatio <= MOST_RATIO,
        "mlpRatio: expected a positive number up to %d, got %s",
        MOST_RATIO,
        mlpRatio);
    Checks.that(
        dropPath >= 0 && dropPath < 1, "dropPath: expected a number in [0, 1), got %s", dropPath);
    checkEps("layerNormEps", layerNormEps);
    checkEps("embeddingNormEps", embeddingNormEps);
    checkEps("subSamplingNormEps", subSamplingNormEps);
    int stride = patchSize << (dims.size() - 1);
    Checks.that(
        imageSize.isMultipleOf(stride) && imageSize.longer() <= MOST_IMAGE,
        "imageSize: expected multiples of the total stride %d up to %d, got %s",
        stride,
        MOST_IMAGE,
        imageSize);
  }

  private static void checkAll(String name, List<Integer> values, int most, int stages) {
    Checks.that(
        values.size() == stages,
        "%s: expected one entry for each of the %d stages, got %s",
        name,
        stages,
        values);
    for (int value : values) {
      Checks.positive(name, value);
      Checks.atMost(name, value, most);
    }
  }

  private static void checkEps(String name, double eps) {
    Checks.that(eps > 0, "%s: expected a positive number, got %s", name, eps);
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

  /** Number of blocks of all stages. */
  int totalDepth() {
    return depths.stream().mapToInt(Integer::intValue).sum();
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
    return copy(size, positionResidual, dropPath, constants());
  }

  @Override
  public TwinsConfig withInChannels(int channels) {
    return new TwinsConfig(
        imageSize,
        patchSize,
        channels,
        dims,
        depths,
        heads,
        windows,
        subSampling,
        mlpRatio,
        positionResidual,
        dropPath,
        layerNormEps,
        embeddingNormEps,
        subSamplingNormEps);
  }

  @Override
  public TwinsConfig withDropPath(double rate) {
    return copy(imageSize, positionResidual, rate, constants());
  }

  @Override
  public TwinsConfig withLayerNormEps(double eps) {
    return copy(
        imageSize, positionResidual, dropPath, List.of(eps, embeddingNormEps, subSamplingNormEps));
  }

  /** The same with positions added to their input, or in place of it. */
  TwinsConfig withPositionResidual(boolean residual) {
    return copy(imageSize, residual, dropPath, constants());
  }

  /** The same as GreenMIM has it: positions in place of their input, and one constant. */
  TwinsConfig asGreenMim() {
    return copy(imageSize, false, dropPath, List.of(BLOCK_EPS, BLOCK_EPS, BLOCK_EPS));
  }

  private List<Double> constants() {
    return List.of(layerNormEps, embeddingNormEps, subSamplingNormEps);
  }

  private TwinsConfig copy(ImageSize size, boolean residual, double rate, List<Double> eps) {
    return new TwinsConfig(
        size,
        patchSize,
        inChannels,
        dims,
        depths,
        heads,
        windows,
        subSampling,
        mlpRatio,
        residual,
        rate,
        eps.get(0),
        eps.get(1),
        eps.get(2));
  }
}
